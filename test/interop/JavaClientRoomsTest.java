package interop;

import static interop.Client.flush;
import static interop.Client.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import interop.Client.Transport;
import io.socket.client.Ack;
import io.socket.client.Manager;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.json.JSONObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract's rooms, questions, namespaces and ends, by the official Java client, over each of its transports. */
class JavaClientRoomsTest extends JavaClientCase {
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

    @ParameterizedTest
    @EnumSource
    void theServerHearsAnswersAndGivesUpInTime(Transport transport) {
        var client = connect(transport).answering("é€😀", new byte[] {7}, JSONObject.NULL);
        assertEquals(json("[{'ok': true, 'answer': ['é€😀', 'bytes:07', null]}]"), client.ask("ask-me", 60_000, "q"));
        assertEquals(List.of(List.of("q")), client.received("question"));
        client.socket().off("question");
        var late = new CompletableFuture<Ack>();
        client.socket().on("question", args -> late.complete((Ack) args[1]));
        assertEquals(json("[{'ok': false}]"), client.ask("ask-me", 50, "again"));
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
        assertEquals(json("[{'ok': true, 'answers': [1]}]"), a.ask("ask-room", room, 60_000, "q"));
        b.ask("join", room);
        assertEquals(json("[{'ok': false, 'answers': [1]}]"), askUntilAnswered(a, room));
        b.answering(1);
        assertEquals(json("[{'ok': true, 'answers': [1, 1]}]"), a.ask("ask-room", room, 60_000, "q"));
        assertEquals(json("[{'ok': true, 'answers': []}]"), a.ask("ask-room", tag(), 60_000, "q"));
    }

    /** Gives the room so long that one answer comes in time, as it need not on a busy machine. */
    private static List<Object> askUntilAnswered(Client client, String room) {
        for (int ms = 300;; ms *= 4) {
            var result = client.ask("ask-room", room, ms, "q");
            if (!result.equals(json("[{'ok': false, 'answers': []}]"))) {
                return result;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void namespacesShareAConnectionAndNothingElse(Transport transport) {
        var manager = manager(transport);
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
        var manager = manager(transport);
        assertEquals(json("[{'message': 'Invalid namespace'}]"), plain(open(manager, "/nope", null).refusal()));
        assertEquals(json("[{'message': 'Invalid namespace'}]"), plain(open(manager, "/dyn-x", null).refusal()));
        var admin = open(manager, "/admin", Map.of("token", "wrong"));
        assertEquals(json("[{'message': 'not authorized', 'data': {'code': 4001, 'hint': 'bad token'}}]"),
            plain(admin.refusal()));
        assertEquals(List.of(), admin.received("auth"));
        flush(open(manager, "/", null).greeted());
    }

    @ParameterizedTest
    @EnumSource
    void whoIsKickedKnowsIt(Transport transport) {
        var tag = tag();
        var watcher = connect(Transport.WEBSOCKET);
        var manager = manager(transport);
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
        try (var other = ServerProcess.start(Map.of("PING_INTERVAL", "500", "PING_TIMEOUT", "2500"))) {
            var manager = Client.manager(other.uri(), new Manager.Options(), transport);
            var client = open(manager, "/", null).greeted();
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
        try (var other = ServerProcess.start(Map.of("PING_INTERVAL", "50", "PING_TIMEOUT", "20000"))) {
            var client = open(Client.manager(other.uri(), new Manager.Options(), transport), "/", null).greeted();
            assertEquals(json("[{'ok': false}]"), client.ask("ask-me", 500, "ten pings long"));
            assertEquals(1, client.received("auth").size());
        }
    }
}
