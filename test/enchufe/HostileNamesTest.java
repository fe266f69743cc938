package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.log.Quote;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever clients call things, a record of the log is one line, shows what it says, and is not long. */
class HostileNamesTest {
    private static final String FORGED = "\\r\\n\\u001b[31mSEVERE: forged\\u202e\\u2028\\ud800\\\" \\\\";     // as JSON has it
    private static final String NAME = FORGED + "x".repeat(990_000);
    private static final int LONGEST = 2 * Quote.LONGEST_MESSAGE;

    private final Logger logger = Logger.getLogger("enchufe");
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private SocketIOServer io = new SocketIOServer();
    private TestLog log;

    private record Message(String text, Map<String, Integer> counts) {
        Message {
            if (text.length() > 1) {
                throw new IllegalArgumentException("no text is " + text);
            }
        }
    }

    @BeforeEach
    void listenToAll() {
        logger.setLevel(Level.ALL);
        log = new TestLog();
    }

    @AfterEach
    void close() {
        io.close();
        log.close();
        logger.setLevel(null);
    }

    /** Waits for a line of that beginning. All lines until then are harmless. */
    private LogRecord expect(String beginning) {
        for (;;) {
            LogRecord record = log.nextRecord();
            assertHarmless(record.getMessage());
            for (Throwable thrown = record.getThrown(); thrown != null; thrown = thrown.getCause()) {
                assertHarmless(thrown.toString());
            }
            if (record.getMessage().startsWith(beginning)) {
                return record;
            }
        }
    }

    private static void assertHarmless(String line) {
        assertTrue(line.length() <= LONGEST, () -> line.length() + " characters: " + line.substring(0, 200));
        assertFalse(Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]").matcher(line).find(), line);
    }

    @Test
    void eventNames() {
        io.onConnection(socket -> {
            socket.onAny((event, args) -> args.getInt(0));
            socket.onAny((event, args) -> {
                throw new IllegalStateException("expected by the test");
            });
            socket.onAny((event, args) -> socket.emit(event, new Object()));
            socket.use((event, args, next) -> next.apply(new IllegalStateException("no event is " + event)));
        }).listen(0);
        try (var client = TestClient.connect(io)) {
            client.send("2[\"" + NAME + "\",\"" + FORGED + "\"]");
            String refused = expect("the listener of \"\\r\\n\\u001b[31mSEVERE: forged").getMessage();
            assertTrue(refused.contains("argument 0 of \"\\r\\n") && refused.contains(" more)"), refused);
            expect("the listener of \"\\r\\n");
            String unsendable = expect("the listener of \"\\r\\n").getThrown().getMessage();
            assertTrue(unsendable.startsWith("argument 0 of \"\\r\\n"), unsendable);
            String stopped = expect("a middleware stopped \"\\r\\n").getMessage();
            assertTrue(stopped.contains("no event is \\r\\n"), stopped);
        }
    }

    @Test
    void namesAndValuesWithinArguments() {
        io.onConnection(socket -> {
            socket.on("bind", Message.class, message -> seen.add("bound"));
            socket.on("back", (args, ack) -> {
                String name = args.getMap(0).keySet().iterator().next();
                socket.emit("back", Map.of(name, new Object()));
            });
        }).listen(0);
        try (var client = TestClient.connect(io)) {
            client.send("2[\"bind\",{\"text\":\"\",\"counts\":{\"" + NAME + "\":\"" + FORGED + "\"}}]");
            String line = expect("the listener of \"bind\" could not take").getMessage();
            assertTrue(line.contains("counts.\\r\\n\\u001b[31mSEVERE") && line.contains(": expected Integer, got \"\\r\\n"), line);
            client.send("2[\"bind\",{\"text\":\"" + NAME + "\"}]");
            line = expect("the listener of \"bind\" could not take").getMessage();
            assertTrue(line.contains("no text is \\r\\n"), line);
            client.send("2[\"back\",{\"" + NAME + "\":1}]");
            expect("the listener of \"back\" failed");
            assertEquals(0, seen.size());
        }
    }

    @Test
    void namespaces() {
        Namespace any = io.of(Pattern.compile("(?s)/any.*"));
        any.use((socket, next) -> {
            if (socket.handshake().auth().containsKey("fail")) {
                throw new IllegalStateException("expected by the test");
            }
            next.pass();
        });
        any.onConnection(socket -> {
            seen.add(socket.toString());
            seen.add(socket.namespace().toString());
            throw new IllegalStateException("expected by the test");
        });
        io.listen(0);
        String name = "/any\r\n\u001b[31mSEVERE: forged\u202e\u2028" + "x".repeat(150);
        try (var client = TestClient.open(io)) {
            client.send("0" + name + ",{\"fail\":1}");
            expect("a middleware of \"/any\\r\\n");
            client.send("0" + name + ",");
            expect("a connection listener of \"/any\\r\\n");
            assertHarmless((String) Soon.take(seen));
            assertHarmless((String) Soon.take(seen));
            client.send("0/" + "y\n".repeat(100_000) + ",");
            expect("client /127.0.0.1");
        }
    }

    @Test
    void originsAndAddresses() {
        io.onConnection(socket -> seen.add(socket.handshake().toString())).listen(0);
        TestHttp.get(io, "/socket.io/?EIO=4&transport=polling", "Origin: \u001b[31m\"\u009b\u00ad" + "x".repeat(5_000));
        TestHttp.get(io, "/socket.io/?EIO=4&transport=polling", "Origin: \"\u009b\u00ad" + "x".repeat(5_000));
        expect("refused a page of \"\\\"\\u009b\\u00ad");
        try (var client = TestClient.at(io, "/socket.io/?EIO=4&transport=websocket&x=%0d%0a%1b" + "x".repeat(5_000))) {
            client.join("/");
            assertHarmless((String) Soon.take(seen));
        }
    }

    @Test
    void messagesThatAreBroken() {
        io.listen(0);
        for (String packet : List.of("9\n\u001b", "2[\"a\n\u001b", "2[\"\\\n\"]", "2\n[]", "51\n-", "0/\n,{\n", "3x\n[]")) {
            var client = TestClient.connect(io);
            client.send(packet);
            expect("client closed: ");
            client.closeCode();
        }
        var client = TestClient.connect(io);
        client.sendText("\n\u001b");
        expect("session of ");
    }
}
