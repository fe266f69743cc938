package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions of revision 3, the protocol of Socket.IO 1 and 2. */
class Revision3Test {
    private static final String POLLING = "EIO=3&transport=polling";
    private static final String WEBSOCKET = "EIO=3&transport=websocket";
    private static final byte[] BYTES = {1, 2, 3};

    private final Fixture f = new Fixture(Settings.with("allowEIO3", true));

    private FakeLoopExchange open(String query) {
        var opening = f.request("GET", query, "");
        opening.answer();
        return opening;
    }

    private FakeLoopExchange poll(String query) {
        return f.request("GET", query + "&sid=" + f.session.id(), "");
    }

    private FakeLoopExchange post(String body, String... fields) {
        return post(body.getBytes(UTF_8), fields);
    }

    private FakeLoopExchange post(byte[] body, String... fields) {
        var exchange = new FakeLoopExchange("POST", POLLING + "&sid=" + f.session.id(), body, fields);
        f.server.handle(exchange);
        return exchange;
    }

    @Test
    void theOpenPacketHasALength() {
        String answer = open(POLLING).answer();
        String json = "0{\"sid\":\"" + f.session.id() + "\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,"
                + "\"pingTimeout\":20000,\"maxPayload\":1000000}";
        assertEquals("200 " + json.length() + ":" + json, answer);
        assertEquals(3, f.session.protocol());
    }

    /** Old clients of other languages send none. */
    @Test
    void aRequestWithoutARevisionIsOfRevision3() {
        open("transport=polling");
        assertEquals(3, f.session.protocol());
        open("EIO=3&transport=polling");
        assertEquals(3, f.session.protocol());
        open("EIO=4&transport=polling");
        assertEquals(4, f.session.protocol());
    }

    @Test
    void aSessionKeepsItsRevision() {
        open(POLLING);
        assertEquals(Fixture.BAD_REQUEST, poll("EIO=4&transport=polling").answer());
        assertEquals(Fixture.BAD_REQUEST, f.refusal(Fixture.WEBSOCKET + "&sid=" + f.session.id()));
        open(Fixture.POLLING);
        assertEquals(Fixture.BAD_REQUEST, poll(POLLING).answer());
        assertEquals(Fixture.BAD_REQUEST, f.refusal(WEBSOCKET + "&sid=" + f.session.id()));
        assertEquals(2, f.server.sessions());
    }

    @Test
    void messagesGoByPolling() {
        open(POLLING);
        var poll = poll(POLLING);
        assertFalse(poll.isCompleted());
        f.session.send(EnginePacket.text("\u20ac"), EnginePacket.text("a"));
        f.loop.run();
        assertEquals("200 2:4\u20ac2:4a", poll.answer());
        assertEquals("text/plain; charset=UTF-8", poll.responseHeaders().first("Content-Type"));
        assertEquals("200 ok", post("2:4\u20ac10:b4AQIDBA==").answer());
        assertEquals(List.of("\u20ac", "bytes 01020304", "(read end)"), received());
    }

    private List<String> received() {
        return f.listener.events().stream().filter(event -> !event.equals("(writable)")).toList();
    }

    @Test
    void binaryMessagesGoByPolling() {
        open(POLLING);
        f.session.send(EnginePacket.text("a"), EnginePacket.binary(ByteBuffer.wrap(BYTES)));
        var poll = poll(POLLING);
        assertEquals("200 \0\2\ufffd4a\1\4\ufffd\4\1\2\3", poll.answer());
        assertEquals("application/octet-stream", poll.responseHeaders().first("Content-Type"));
        byte[] body = {0, 2, -1, '4', 'b', 1, 3, -1, 4, 8, 9};
        assertEquals("200 ok", post(body, "Content-Type", "application/octet-stream").answer());
        assertEquals(List.of("b", "bytes 0809", "(read end)"), received());
    }

    @Test
    void aClientWithoutBinaryGetsBase64() {
        open(POLLING + "&b64=1");
        f.session.send(EnginePacket.binary(ByteBuffer.wrap(BYTES)));
        assertEquals("200 6:b4AQID", poll(POLLING).answer());
        var socket = f.connect(WEBSOCKET + "&b64=1");
        socket.sent();
        f.session.send(EnginePacket.binary(ByteBuffer.wrap(BYTES)));
        assertEquals(List.of("b4AQID"), socket.sent());
        assertFalse(socket.hasSentBinary());
        socket.receive("b4BAU=");
        assertTrue(f.listener.events().contains("bytes 0405"));
    }

    @Test
    void binaryFramesBeginWithTheType() {
        var socket = f.connect(WEBSOCKET);
        socket.sent();
        f.session.send(EnginePacket.text("a"), EnginePacket.binary(ByteBuffer.wrap(BYTES)));
        assertEquals(List.of("4a", "bBAECAw=="), socket.sent());        // 04 01 02 03
        socket.receive(new byte[] {4, 8, 9});
        assertEquals(List.of("bytes 0809", "(read end)"), received());
        socket.receive(new byte[] {8, 9});
        assertEquals(List.of("(parse error)"), received());
    }

    @Test
    void anEmptyFrameIsNoMessage() {
        var socket = f.connect(WEBSOCKET);
        socket.receive(new byte[0]);
        assertTrue(received().contains("(parse error)"));
    }

    @Test
    void aMessageForBothRevisionsIsMadeOnceForEach() {
        var message = EnginePacket.binary(ByteBuffer.wrap(BYTES));
        assertEquals(Revision3.WITH_BINARY.framed(message)[0], Revision3.WITH_BINARY.framed(message)[0]);
        assertEquals(message, Revision4.WITH_BINARY.framed(message)[0]);
    }

    @Test
    void theClientPings() {
        var socket = f.connect(WEBSOCKET);
        socket.sent();
        f.loop.advance(Duration.ofSeconds(30));
        assertEquals(List.of(), socket.sent());
        socket.receive("2");
        socket.receive("2probe");
        assertEquals(List.of("3", "3probe"), socket.sent());
        f.loop.advance(Duration.ofSeconds(45).minusNanos(1));
        assertEquals(1, f.server.sessions());
        f.loop.advance(Duration.ofNanos(1));
        assertTrue(f.listener.events().contains("(ping timeout)"));
        assertEquals(0, f.loop.alarms());
    }

    @Test
    void anyPacketIsASignOfLife() {
        open(POLLING);
        for (int i = 0; i < 3; i++) {
            f.loop.advance(Duration.ofSeconds(40));
            assertEquals("200 ok", post("2:4a").answer());
        }
        assertEquals(1, f.server.sessions());
        f.loop.advance(Duration.ofSeconds(45));
        assertEquals(0, f.server.sessions());
    }

    @Test
    void whoIsNotReadIsNotSilent() {
        var socket = f.connect(WEBSOCKET);
        f.session.reading(false);
        f.loop.advance(Duration.ofSeconds(100));
        assertEquals(1, f.server.sessions());
        f.session.reading(true);
        f.loop.advance(Duration.ofSeconds(45));
        assertEquals(0, f.server.sessions());
        assertEquals(1000, socket.closeCode);
    }

    @Test
    void eachRevisionPingsInItsDirection() {
        f.connect(WEBSOCKET).receive("3");
        assertTrue(received().contains("(transport error)"));
        f.connect(Fixture.WEBSOCKET).receive("2");
        assertTrue(received().contains("(transport error)"));
    }

    /** Some devices send both at once. */
    @Test
    void probeAndUpgradeMayComeTogether() {
        open(POLLING);
        var poll = poll(POLLING);
        var socket = f.connect(WEBSOCKET + "&sid=" + f.session.id());
        socket.receive("2probe", "5");
        assertEquals("200 1:6", poll.answer());
        f.session.send(EnginePacket.text("a"));
        assertEquals(List.of("3probe", "4a"), socket.sent());
    }

    @Test
    void aMalformedPayloadEndsTheSession() {
        for (String body : List.of("5:4ab", "x:4a", "", "4a")) {
            open(POLLING);
            assertEquals(Fixture.BAD_REQUEST, post(body).answer());
            assertTrue(received().contains("(parse error)"), body);
        }
    }

    @Test
    void theClosePacketHasALength() {
        open(POLLING);
        var poll = poll(POLLING);
        f.session.close();
        assertEquals("200 1:1", poll.answer());
    }

    @Test
    void withoutTheOptionTheyAreRefused() {
        var strict = new Fixture();
        assertEquals(Fixture.UNSUPPORTED, strict.request("GET", POLLING, "").answer());
        assertEquals(Fixture.UNSUPPORTED, strict.refusal(WEBSOCKET));
    }
}
