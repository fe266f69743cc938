package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server writes for {@code DEBUG=…}, in a JVM of its own, since the setting is read once. */
class DebugLinesTest {
    private static final String SERVER = """
            var io = new SocketIOServer().listen(0);
            io.onConnection(socket -> socket.on("say", (args, ack) -> {
                socket.join("kitchen");
                ack.send("heard " + args.get(0));
                socket.leave("kitchen");
                socket.disconnect();
            }));
            io.of("/admin").use((socket, next) -> next.refuse("no"));
            """;

    @TempDir
    Path folder;

    @Test
    void everyLayerSaysWhatItDoes() {
        try (var server = TestProgram.of(folder, SERVER, Map.of("DEBUG", "*"))) {
            int port = server.port();
            var client = TestPolling.connect(port);
            client.post("40/admin,");
            client.post("420[\"say\",\"h\\u001bi\"]");
            server.printsAll(List.of(
                    "  engine handling GET http request \"/socket.io/?EIO=4&transport=polling\" +0ms",
                    "  engine handshaking client ",
                    "  socket.io:server incoming connection with id ",
                    "  engine:polling writing \"0{\"sid\":\"",
                    "  engine:polling received \"40\"",
                    "  socket.io:client connecting to namespace \"/\"",
                    "  socket.io:namespace adding \"Socket ",
                    "  socket.io:socket socket connected - writing packet to ",
                    "  socket.io:client connecting to namespace \"/admin\"",
                    "  socket.io:namespace refusing \"Socket ",
                    "  engine:polling received \"420[\"say\",\"h\\u001bi\"]\"",
                    "  socket.io:socket dispatching an event \"[say, h\\u001bi]\"",
                    "  socket.io:socket joining rooms \"[kitchen]\"",
                    "  socket.io:socket sending \"430[\"heard h\\u001bi\"]\"",
                    "  socket.io:socket leaving room \"kitchen\"",
                    "  socket.io:socket closing socket - reason \"server namespace disconnect\""));
        }
    }

    @Test
    void onlyWhatIsSelectedIsWrittenAndNothingByDefault() {
        try (var server = TestProgram.of(folder, SERVER, Map.of("DEBUG", "*"), "-Denchufe.debug=socket.io:client,-engine")) {
            int port = server.port();
            TestPolling.connect(port);
            assertTrue(server.next().startsWith("  socket.io:client connecting to namespace \"/\" +0ms"));
            server.stop();
            assertEquals(List.of(), server.rest());
        }
        try (var server = TestProgram.of(folder, SERVER, Map.of())) {
            TestPolling.connect(server.port());
            server.stop();
            assertEquals(List.of(), server.rest());
        }
    }

    @Test
    void theLinesGoToTheLoggersOfTheirCategoriesToo() throws IOException {
        Path settings = Files.writeString(folder.resolve("logging.properties"), """
                handlers = java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level = FINE
                java.util.logging.SimpleFormatter.format = %3$s: %5$s%n
                enchufe.debug.socketio.level = FINE
                """);
        try (var server = TestProgram.of(folder, SERVER, Map.of(), "-Djava.util.logging.config.file=" + settings)) {
            TestPolling.connect(server.port());
            assertTrue(server.next().startsWith("enchufe.debug.socketio.server: incoming connection with id "));
            assertEquals("enchufe.debug.socketio.client: connecting to namespace \"/\"", server.next());
        }
    }
}
