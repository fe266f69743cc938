package enchufe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.dispatch.Intake;
import enchufe.json.JsonReader;
import enchufe.json.JsonWriter;
import enchufe.json.Utf8Buffer;
import enchufe.link.Overdue;
import enchufe.msgpack.MsgpackReader;
import enchufe.msgpack.MsgpackWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that take packets in another form beside the usual one; the official parser is tried in test/interop/msgpack.test.js. */
class ParserTest {
    private enum Color { RED }

    private record Point(int x, Color color, Instant at) {}

    private SocketIOServer io;

    @AfterEach
    void close() {
        io.close();
    }

    private SocketIOServer serve(Options options) {
        io = new SocketIOServer(options);
        return io.onConnection(socket -> socket.on("echo", (args, ack) -> ack.send(args.get(0)))).listen(0);
    }

    /** A packet with these members. */
    private static byte[] packet(Object... namesAndValues) {
        var members = new HashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return MsgpackWriter.write(members);
    }

    private static Map<?, ?> next(TestClient client) {
        return (Map<?, ?>) MsgpackReader.read(client.nextBytes(), JsonReader.MAX_DEPTH, Long.MAX_VALUE);
    }

    private TestClient join() {
        TestClient client = TestClient.open(io).send(packet("type", 0, "nsp", "/"));
        assertEquals(0L, next(client).get("type"));
        return client;
    }

    @Test
    void whatJavaSendsIsTheSameForBothKindsOfClients() {
        serve(new Options().parser(Parser.messagePack()));
        try (var usual = TestClient.connect(io); var packed = join()) {
            Soon.await(() -> io.sockets().size() == 2);
            io.emit("point", new Point(1, Color.RED, Instant.EPOCH), new byte[] {5});
            usual.expect("51-[\"point\",{\"x\":1,\"color\":\"RED\",\"at\":\"1970-01-01T00:00:00.000Z\"},{\"_placeholder\":true,\"num\":0}]")
                    .expectBytes(5);
            var data = (List<?>) next(packed).get("data");
            assertEquals(List.of("point", Map.of("x", 1L, "color", "RED", "at", "1970-01-01T00:00:00.000Z")), data.subList(0, 2));
            assertArrayEquals(new byte[] {5}, (byte[]) data.get(2));
        }
    }

    @Test
    void numbersThatJsonHasNot() {
        serve(new Options().parser(Parser.messagePack()));
        var got = new LinkedBlockingQueue<Object>();
        io.onConnection(socket -> socket.on("n", args -> {
            got.add(args.get(0));
            got.add(args.get(0, double.class));
        }));
        try (var client = join()) {
            client.send(packet("type", 2, "nsp", "/", "data", List.of("n", Double.NaN)));
            assertEquals(Double.NaN, Soon.take(got));
            assertEquals(Double.NaN, Soon.take(got));
        }
    }

    /** With MessagePack, a packet may become forty times as large as it is on the wire. */
    @Test
    void whileTooMuchWaitsLongPacketsWaitToo() {
        var intake = new Intake(100_000);
        io = new SocketIOServer(null, new Options().parser(Parser.messagePack()), intake, Overdue.LIMIT);
        var blocked = new CountDownLatch(1);
        var seen = new LinkedBlockingQueue<String>();
        io.onConnection(socket -> socket.on("grows", () -> Soon.await(blocked)).on("long", () -> seen.add("long"))
                .on("echo", (args, ack) -> ack.send(args.get(0)))).listen(0);
        try (var filling = join(); var other = join()) {
            Map<?, ?>[] empty = new Map<?, ?>[2_000];
            Arrays.fill(empty, Map.of());
            filling.send(packet("type", 2, "nsp", "/", "data", List.of("grows", Arrays.asList(empty))));
            Soon.await(() -> intake.waiting() > 100_000);
            other.send(packet("type", 2, "nsp", "/", "id", 1, "data", List.of("echo", 1)));
            assertEquals(List.of(1L), next(other).get("data"));
            other.send(packet("type", 2, "nsp", "/", "data", List.of("long", "x".repeat(2_000))));
            Soon.await(() -> intake.unfinished() > 2_000);
            assertTrue(seen.isEmpty());
            blocked.countDown();
            assertEquals("long", Soon.take(seen));
        }
    }

    @Test
    void withoutTheOptionTheLogSaysHowToServeSuchClients() {
        serve(new Options());
        try (var log = new TestLog(); var client = TestClient.open(io)) {
            client.send(packet("type", 0, "nsp", "/"));
            client.closeCode();
            String line = log.next();
            assertTrue(line.contains("new Options().parser(Parser.messagePack())"), line);
        }
        try (var client = TestClient.connect(io)) {
            client.send("20[\"echo\",1]").expect("30[1]");
        }
    }

    @Test
    void aClientKeepsToOneForm() {
        serve(new Options().parser(Parser.messagePack()));
        try (var packed = join(); var usual = TestClient.connect(io)) {
            packed.send("20[\"echo\",1]").closeCode();
            usual.send(packet("type", 2, "nsp", "/", "id", 1, "data", List.of("echo", 1))).closeCode();
        }
        Soon.await(() -> io.sockets().isEmpty());
    }

    /** JSON as bytes: what an application might choose to write itself. */
    private static final class BinaryJson implements Parser {
        @Override
        public byte[] encode(Map<String, Object> packet) {
            if (packet.get("data") instanceof List<?> list && list.get(0).equals("odd")) {
                throw new IllegalStateException("an odd event");
            }
            var out = new Utf8Buffer();
            new JsonWriter(out, (data, json) -> json.put("null")).write(packet);
            return Arrays.copyOf(out.array(), out.length());
        }

        @Override
        public Object decode(byte[] message) {
            return new JsonReader(message, 0, message.length, JsonReader.MAX_DEPTH).read();
        }
    }

    @Test
    void anApplicationsOwnParser() {
        serve(new Options().parser(new BinaryJson()));
        try (var client = TestClient.open(io)) {
            client.send("{\"type\":0,\"nsp\":\"/\"}".getBytes(UTF_8));
            assertTrue(new String(client.nextBytes(), UTF_8).startsWith("{\"type\":0,\"nsp\":\"/\",\"data\":{\"sid\":"));
            client.send("{\"type\":2,\"nsp\":\"/\",\"id\":3,\"data\":[\"echo\",{\"a\":[1.5]}]}".getBytes(UTF_8));
            assertEquals("{\"type\":3,\"nsp\":\"/\",\"data\":[{\"a\":[1.5]}],\"id\":3}", new String(client.nextBytes(), UTF_8));
            var error = assertThrows(IllegalArgumentException.class, () -> io.sockets().iterator().next().emit("odd"));
            assertEquals("Parser.encode failed: java.lang.IllegalStateException: an odd event", error.getMessage());
            client.send("{\"type\":2".getBytes(UTF_8)).closeCode();
        }
        Soon.await(() -> io.sockets().isEmpty());
    }
}
