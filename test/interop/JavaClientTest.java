package interop;

import static interop.Client.flush;
import static interop.Client.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import interop.Client.Transport;
import io.socket.client.Ack;
import io.socket.client.AckWithTimeout;
import io.socket.client.Manager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.json.JSONTokener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of the contract, by the official Java client, over each of its transports. */
@Timeout(30)
class JavaClientTest {
    private static final AtomicInteger TAGS = new AtomicInteger();
    private static ServerProcess server;

    private final List<Client> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
        Client.shutdown();
    }

    @AfterEach
    void disconnect() {
        clients.forEach(client -> client.socket().disconnect());
    }

    // connecting

    @ParameterizedTest
    @EnumSource
    void theServerKnowsWhoIsThere(Transport transport) throws JSONException {
        var auth = Map.of("user", "ada é€😀");
        var options = new Manager.Options();
        options.query = "tag=a%20b";
        options.extraHeaders = Map.of("X-Conf", List.of("yes"));
        var client = connect(transport, options, auth);
        assertEquals(List.of(json("[{\"user\": \"ada é€😀\"}]")), client.received("auth"));
        settle(client, transport);
        var expected = new JSONObject().put("id", client.socket().id()).put("nsp", "/").put("auth", new JSONObject(auth))
            .put("query", "a b").put("transport", transport.last()).put("eio", 4).put("header", "yes");
        assertEquals(plain(expected), client.ask("whoami"));
    }

    @ParameterizedTest
    @EnumSource
    void aClientWithoutAuthIsGreetedWithAnEmptyObject(Transport transport) {
        var client = connect(transport);
        flush(client);
        assertEquals(List.of(json("[{}]")), client.received("auth"));
        assertNotEquals(client.socket().id(), connect(transport).socket().id());
    }

    // events

    @ParameterizedTest
    @EnumSource
    void messagesComeBackWithAllTheirArguments(Transport transport) throws JSONException {
        var client = connect(transport);
        client.emit("message", 1, "2", new JSONObject("{\"3\": [true]}"), JSONObject.NULL);
        client.emit("message");
        client.socket().send("by send");
        assertEquals(json("[1, \"2\", {\"3\": [false]}]"), client.ask("message-with-ack", 1, "2", new JSONObject("{\"3\": [false]}")));
        assertEquals(List.of(), client.ask("message-with-ack"));
        assertEquals(List.of(json("[1, \"2\", {\"3\": [true]}, null]"), List.of(), List.of("by send")),
            client.received("message-back"));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfValueComesBackInOrder(Transport transport) throws JSONException {
        var client = connect(transport);
        var values = new JSONArray("[null, true, false, 0, -1, 1.5, 2147483648, 9007199254740991, 1e-7, \"\", \"é€😀\","
            + " \"\\u0000\\n\\r\\t\\\"\\\\/\\u2028\", [], [[]], [null, [1, [2]]], {}, {\"b\": 1, \"a\": {\"\": []}, \"ключ\": \"x\"}]");
        values.put("x".repeat(100_000));
        for (int i = 0; i < values.length(); i++) {
            client.emit("echo", values.get(i));
            assertEquals(plain(values.get(i)), client.ask("echo-ack", values.get(i)));
        }
        assertEquals(plain(values).get(0), client.received("echo").stream().map(args -> args.get(0)).toList());
    }

    @ParameterizedTest
    @EnumSource
    void binaryComesBackInOrderNestedToo(Transport transport) throws JSONException {
        var client = connect(transport);
        var large = new byte[100_000];
        new Random(1).nextBytes(large);
        var nested = new JSONObject().put("list", new JSONArray().put(new byte[] {1}).put(new JSONObject().put("deep", new byte[0])))
            .put("text", "é€😀").put("none", JSONObject.NULL);
        for (Object value : new Object[] {new byte[] {0, 127, -128, -1}, new byte[0], large, nested}) {
            client.emit("echo-bin", value);
            assertEquals(plain(value), client.ask("echo-ack", value));
            assertEquals(plain(value), client.received("echo-bin").get(client.received("echo-bin").size() - 1));
        }
        assertEquals(4, client.received("echo-bin").size());
    }

    @ParameterizedTest
    @EnumSource
    void theServerSendsBinaryOfItsOwn(Transport transport) throws JSONException {
        var client = connect(transport);
        var all = new byte[256];
        IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
        var list = new JSONArray().put(new byte[] {1, 2, 3}).put(new JSONObject().put("deep", new byte[0]));
        var expected = new JSONObject().put("all", all).put("list", list).put("n", JSONObject.NULL).put("s", "é€😀");
        assertEquals(plain(new byte[] {0, 1, 2, 3}, "end"), client.ask("binary-out"));
        assertEquals(List.of(plain(expected)), client.received("binary-out"));
    }

    @ParameterizedTest
    @EnumSource
    void countingAndFloodingKeepTheirOrder(Transport transport) {
        var client = connect(transport);
        client.emit("flood", 1000, 500);
        assertEquals(List.of(5000L), client.ask("count-to", 5000));
        var counts = IntStream.range(0, 5000).mapToObj(i -> List.<Object>of((long) i)).toList();
        var floods = IntStream.range(0, 1000).mapToObj(i -> List.<Object>of((long) i, "x".repeat(500))).toList();
        assertEquals(counts, client.received("count"));
        assertEquals(floods, client.received("flood"));
    }

    @ParameterizedTest
    @EnumSource
    void theServerHasSeenEveryEvent(Transport transport) {
        var client = connect(transport);
        client.emit("message", 1, "two");
        client.emit("forbidden", 1);
        client.emit("unknown \"événement\"");
        client.ask("echo-ack", 1);
        client.ask("seen");
        assertEquals(List.of(json("[[\"message\", 2], [\"forbidden\", 1], [\"unknown \\\"événement\\\"\", 0], [\"echo-ack\", 1]]")),
            client.ask("seen"));
        assertEquals(List.of(List.of("forbidden event")), client.received("error-back"));
    }

    @ParameterizedTest
    @EnumSource
    void eventsWithArgumentsOfOtherTypesAreIgnored(Transport transport) {
        var client = connect(transport);
        var answers = List.of(client.askLater("count-to", "7"), client.askLater("join", 5), client.askLater("kick", "yes"));
        flush(client);
        assertTrue(answers.stream().noneMatch(CompletableFuture::isDone));
        assertEquals(List.of(), client.received("count"));
    }

    @ParameterizedTest
    @EnumSource
    void anAcknowledgementThatNeverComesTimesOut(Transport transport) {
        var client = connect(transport);
        var outcome = new CompletableFuture<String>();
        client.emit("message", "no answer", new AckWithTimeout(50) {
            @Override
            public void onSuccess(Object... args) {
                outcome.complete("answered");
            }

            @Override
            public void onTimeout() {
                outcome.complete("timed out");
            }
        });
        assertEquals("timed out", outcome.join());
        flush(client);
        assertEquals(List.of(List.of("no answer")), client.received("message-back"));
    }

    @ParameterizedTest
    @EnumSource
    void volatileEventsAreNeverReordered(Transport transport) {
        var client = connect(transport);
        settle(client, transport);
        assertEquals(List.of(200L), client.ask("volatile-burst", 200));
        flush(client);
        var values = client.received("vol").stream().map(args -> (Long) args.get(0)).toList();
        assertEquals(values.stream().sorted().distinct().toList(), values);
        int before = values.size();
        client.socket().once("vol", args -> client.emit("echo", "it came"));
        client.emit("volatile-later", 200, "é€😀");
        client.await("echo");
        assertEquals(List.of("é€😀"), client.received("vol").get(before));
    }

    // broadcasts and rooms

    @ParameterizedTest
    @EnumSource
    void broadcastsReachTheOthersAndEmitAllEverybody(Transport transport) {
        var a = connect(transport);
        var b = connect(transport);
        var c = connect(transport);
        a.emit("broadcast", 1, new byte[] {2}, "é€😀");
        a.emit("emit-all", "all");
        flush(a, b, c);
        assertEquals(List.of(), a.received("broadcast"));
        for (var client : List.of(a, b, c)) {
            assertEquals(List.of(List.of("all")), client.received("emit-all"));
        }
        for (var other : List.of(b, c)) {
            assertEquals(List.of(plain(1, new byte[] {2}, "é€😀")), other.received("broadcast"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void roomsReachTheirMembers(Transport transport) {
        var a = connect(transport);
        var b = connect(transport);
        var both = connect(transport);
        var r1 = "1 " + tag();
        var r2 = "2 " + tag();
        assertEquals(List.of(List.of(r1)), a.ask("join", r1));
        assertEquals(List.of(List.of(r2)), b.ask("join", r2));
        assertEquals(List.of(List.of(r2)), both.ask("join", r2));
        assertEquals(List.of(List.of(r1, r2)), both.ask("join", r1));
        b.emit("to-room", r1, "room");
        flush(b);
        both.emit("to-room-others", r1, "others");
        both.emit("to-rooms", r1, r2, "union");
        both.emit("to-except", r1, r2, "except");
        flush(both);
        assertEquals(List.of(List.of(r2)), both.ask("leave", r1));
        a.emit("to-room", r1, "after");
        flush(a, b, both);
        assertEquals(List.of(List.of("room"), List.of("others"), List.of("union"), List.of("except"), List.of("after")),
            a.received("room"));
        assertEquals(List.of(List.of("union")), b.received("room"));
        assertEquals(List.of(List.of("room"), List.of("union")), both.received("room"));
    }

    // questions of the server

    @ParameterizedTest
    @EnumSource
    void theServerHearsAnswersAndGivesUpInTime(Transport transport) {
        var client = connect(transport).answering("é€😀", new byte[] {7}, JSONObject.NULL);
        assertEquals(json("[{\"ok\": true, \"answer\": [\"é€😀\", \"bytes:07\", null]}]"), client.ask("ask-me", 10_000, "q"));
        assertEquals(List.of(List.of("q")), client.received("question"));
        client.socket().off("question");
        var late = new CompletableFuture<Ack>();
        client.socket().on("question", args -> late.complete((Ack) args[1]));
        assertEquals(json("[{\"ok\": false}]"), client.ask("ask-me", 50, "again"));
        late.join().call("too late");
        flush(client);
    }

    @ParameterizedTest
    @EnumSource
    void theServerAsksARoom(Transport transport) {
        var room = tag();
        var a = connect(transport).answering(1, "ignored");
        var b = connect(transport);
        a.ask("join", room);
        assertEquals(json("[{\"ok\": true, \"answers\": [1]}]"), a.ask("ask-room", room, 10_000, "q"));
        b.ask("join", room);
        assertEquals(json("[{\"ok\": false, \"answers\": [1]}]"), a.ask("ask-room", room, 300, "q"));
        b.answering(1);
        assertEquals(json("[{\"ok\": true, \"answers\": [1, 1]}]"), a.ask("ask-room", room, 10_000, "q"));
        assertEquals(json("[{\"ok\": true, \"answers\": []}]"), a.ask("ask-room", tag(), 10_000, "q"));
    }

    // namespaces

    @ParameterizedTest
    @EnumSource
    void namespacesShareAConnectionAndNothingElse(Transport transport) {
        var manager = Client.manager(server.uri(), new Manager.Options(), transport);
        var names = List.of("/", "/custom", "/admin", "/dyn-7");
        var sockets = names.stream().map(name -> open(manager, name, Map.of("token", "secret")).greeted()).toList();
        var room = tag();
        for (var socket : sockets) {
            assertEquals(List.of(List.of(room)), socket.ask("join", room));
        }
        for (int i = 0; i < names.size(); i++) {
            sockets.get(i).emit("to-room", room, names.get(i), new byte[] {(byte) i});
        }
        flush(sockets.toArray(Client[]::new));
        for (int i = 0; i < names.size(); i++) {
            assertEquals(List.of(plain(names.get(i), new byte[] {(byte) i})), sockets.get(i).received("room"));
        }
        sockets.get(1).socket().disconnect();
        flush(sockets.get(0), sockets.get(2), sockets.get(3));
    }

    @ParameterizedTest
    @EnumSource
    void refusalsSayWhyAndTheConnectionGoesOn(Transport transport) {
        var manager = Client.manager(server.uri(), new Manager.Options(), transport);
        assertEquals(json("[{\"message\": \"Invalid namespace\"}]"), plain(open(manager, "/nope", null).refusal()));
        assertEquals(json("[{\"message\": \"Invalid namespace\"}]"), plain(open(manager, "/dyn-x", null).refusal()));
        var admin = open(manager, "/admin", Map.of("token", "wrong"));
        assertEquals(json("[{\"message\": \"not authorized\", \"data\": {\"code\": 4001, \"hint\": \"bad token\"}}]"),
            plain(admin.refusal()));
        assertEquals(List.of(), admin.received("auth"));
        flush(open(manager, "/", null).greeted());
    }

    // the end

    @ParameterizedTest
    @EnumSource
    void whoIsKickedKnowsIt(Transport transport) {
        var tag = tag();
        var watcher = connect(Transport.WEBSOCKET);
        var manager = Client.manager(server.uri(), new Manager.Options(), transport);
        var main = open(manager, "/", null).greeted();
        var custom = open(manager, "/custom", Map.of("tag", tag)).greeted();
        custom.emit("kick", false);
        assertEquals("io server disconnect", custom.disconnectReason());
        assertEquals("server namespace disconnect", reasonOf(watcher, tag));
        flush(main);
        main.emit("kick", true);
        assertEquals("io server disconnect", main.disconnectReason());
    }

    /**
     * Over WebSocket this client neither answers a server's close frame nor looks at the connection again: it notices by the
     * missing heartbeat. So the server cannot wait for it for ever.
     */
    @ParameterizedTest
    @EnumSource
    void whoIsDroppedComesBack(Transport transport) throws IOException {
        try (var other = ServerProcess.start(Map.of("PING_INTERVAL", "300", "PING_TIMEOUT", "700"))) {
            var tag = tag();
            var client = open(Client.manager(other.uri(), new Manager.Options(), transport), "/", Map.of("tag", tag)).greeted();
            settle(client, transport);
            var firstId = client.socket().id();
            client.socket().once("disconnect", args -> client.emit("echo", "emitted offline"));
            client.emit("count-to", 20);
            client.emit("drop");
            assertEquals(transport == Transport.POLLING ? "transport close" : "ping timeout", client.disconnectReason());
            assertEquals(20, client.received("count").size());
            assertEquals(List.of("emitted offline"), client.await("echo"));
            assertNotEquals(firstId, client.socket().id());
            flush(client);
            assertEquals(1, client.received("echo").size());
            assertEquals(2, client.received("auth").size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theServerKnowsWhyAClientWent(Transport transport) {
        var tag = tag();
        var watcher = connect(Transport.WEBSOCKET);
        var client = connect(transport, new Manager.Options(), Map.of("tag", tag));
        settle(client, transport);
        assertEquals(json("[null]"), watcher.ask("reason-of", tag));
        client.socket().disconnect();
        assertEquals("client namespace disconnect", reasonOf(watcher, tag));
    }

    @ParameterizedTest
    @EnumSource(names = "POLLING")
    void theServerClosesGracefully(Transport transport) throws IOException {
        try (var other = ServerProcess.start(Map.of())) {
            var options = new Manager.Options();
            options.reconnection = false;
            var client = open(Client.manager(other.uri(), options, transport), "/", null).greeted();
            var witness = open(Client.manager(other.uri(), new Manager.Options(), Transport.WEBSOCKET), "/", null).greeted();
            flush(client, witness, witness, witness); // by now the next poll is waiting
            other.terminate();
            assertEquals("transport close", client.disconnectReason());
        }
    }

    @ParameterizedTest
    @EnumSource
    void heartbeatsKeepAClientAlive(Transport transport) throws IOException {
        try (var other = ServerProcess.start(Map.of("PING_INTERVAL", "50", "PING_TIMEOUT", "5000"))) {
            var client = open(Client.manager(other.uri(), new Manager.Options(), transport), "/", null).greeted();
            client.emit("volatile-later", 500, "ten pings later");
            assertEquals(List.of("ten pings later"), client.await("vol"));
            assertEquals(1, client.received("auth").size());
        }
    }

    private Client connect(Transport transport) {
        return connect(transport, new Manager.Options(), null);
    }

    private Client connect(Transport transport, Manager.Options options, Map<String, String> auth) {
        return open(Client.manager(server.uri(), options, transport), "/", auth).greeted();
    }

    private Client open(Manager manager, String namespace, Map<String, String> auth) {
        var options = new Manager.Options();
        options.auth = auth;
        var client = new Client(manager.socket(namespace, options));
        clients.add(client);
        return client;
    }

    /** Asks until the client's packets go over the transport that it will keep. */
    private static void settle(Client client, Transport transport) {
        while (!client.ask("whoami").toString().contains("transport=" + transport.last())) {
            Thread.onSpinWait();
        }
    }

    private static Object reasonOf(Client watcher, String tag) {
        for (;;) {
            var reason = watcher.ask("reason-of", tag).get(0);
            if (reason != null) {
                return reason;
            }
        }
    }

    private static List<Object> json(String array) {
        try {
            return plain(new JSONTokener(array).nextValue()).stream().flatMap(list -> ((List<?>) list).stream()).map(x -> (Object) x).toList();
        } catch (JSONException e) {
            throw new IllegalArgumentException(array, e);
        }
    }

    private static String tag() {
        return "tag " + TAGS.incrementAndGet();
    }
}
