package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "HTTP long-polling": sending, receiving, and the rules that keep packets in order. */
class PollingTest {
    private final Fixture f = new Fixture().openPolling();

    @Test
    void aPostIsAnsweredOkAndItsPacketsAreDeliveredInOrder() {
        var exchange = f.post("4hello\u001ebAQIDBA==\u001e4w\u00f6rld");
        assertEquals("200 ok", exchange.answer());
        assertEquals("text/html", exchange.responseHeaders().first("Content-Type"));
        assertEquals("no-store", exchange.responseHeaders().first("Cache-Control"));
        assertEquals(List.of("hello", "bytes 01020304", "w\u00f6rld", "(read end)"), f.listener.events());
    }

    @Test
    void aMessageMayBeEmpty() {
        assertEquals("200 ok", f.post("4\u001eb").answer());
        assertEquals(List.of("", "bytes ", "(read end)"), f.listener.events());
    }

    @Test
    void aPollHangsUntilThereIsAMessage() {
        var poll = f.poll();
        assertFalse(poll.isCompleted());
        f.session.send(EnginePacket.text("hello"));
        f.loop.run();
        assertEquals("200 4hello", poll.answer());
        assertEquals("text/plain; charset=UTF-8", poll.responseHeaders().first("Content-Type"));
        assertEquals("no-store", poll.responseHeaders().first("Cache-Control"));
    }

    @Test
    void whatIsSentTogetherTravelsInOneResponse() {
        var poll = f.poll();
        f.loop.outside(() -> {
            f.session.send(EnginePacket.text("a"));
            f.session.send(EnginePacket.binary(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})));
            f.session.send(EnginePacket.text("b"));
        });
        assertEquals(1, f.loop.tasks());                // the loop is told once
        f.loop.run();
        assertEquals("200 4a\u001ebAQIDBA==\u001e4b", poll.answer());
    }

    @Test
    void whatWasSentBetweenPollsIsAnsweredAtOnce() {
        f.session.send(EnginePacket.text("a"));
        f.session.send(EnginePacket.text("b"));
        assertEquals(0, f.loop.tasks());                // nobody waits for it
        assertEquals("200 4a\u001e4b", f.poll().answer());
        assertFalse(f.poll().isCompleted());
    }

    @Test
    void aFlushThatComesLateLeavesTheNextPollAlone() {
        f.poll();
        f.session.send(EnginePacket.text("a"));
        f.connectForUpgrade().receive("2probe");        // releases the poll before the flush
        f.session.send(EnginePacket.text("b"));
        assertEquals("200 4b", f.poll().answer());
        f.loop.run();
        assertEquals(0, f.session.queuedBytes());
    }

    @Test
    void concurrentPollsCloseTheSession() {
        var first = f.poll();
        var second = f.poll();
        assertEquals("200 1", first.answer());
        assertEquals(Fixture.BAD_REQUEST, second.answer());
        assertEquals(Fixture.UNKNOWN_SID, f.poll().answer());
        assertEquals(List.of("(writable)", "(transport error)"), f.listener.events());
    }

    @Test
    void concurrentPostsCloseTheSession() {
        var first = later("4a");
        f.server.handle(first);
        assertEquals(Fixture.BAD_REQUEST, f.post("4b").answer());
        first.bodyArrives();
        assertEquals(Fixture.UNKNOWN_SID, first.answer());
        assertEquals(List.of("(transport error)"), f.listener.events());
    }

    @Test
    void postsOneAfterTheOtherAreFine() {
        assertEquals("200 ok", f.post("4a").answer());
        var second = later("4b");
        f.server.handle(second);
        second.bodyArrives();
        assertEquals("200 ok", second.answer());
        assertEquals(List.of("a", "(read end)", "b", "(read end)"), f.listener.events());
    }

    private FakeLoopExchange later(String body) {
        String query = Fixture.POLLING + "&sid=" + f.session.id();
        return new FakeLoopExchange("POST", query, body.getBytes(UTF_8)).withBodyLater();
    }

    @Test
    void aClientThatGoesInMidPollIsNoticedAtOnce() {
        var poll = f.poll();
        poll.clientGoes();
        assertTrue(poll.isCompleted());
        assertEquals(List.of("(writable)", "(transport error)"), f.listener.events());
        assertEquals(0, f.server.sessions());
    }

    @Test
    void aClientThatGoesInMidPostIsNoticedAtOnce() {
        var post = later("4a");
        f.server.handle(post);
        post.clientGoes();
        assertEquals(List.of("(transport error)"), f.listener.events());
    }

    @Test
    void aConnectionThatEndsAfterItsResponseMeansNothing() {
        var poll = f.poll();
        var post = f.post("4a");
        f.session.send(EnginePacket.text("a"));
        f.loop.run();
        poll.clientGoes();
        post.clientGoes();
        assertEquals(1, f.server.sessions());
    }

    @Test
    void malformedPacketsAreParseErrors() {
        for (String body : List.of("abc", "", "7", "4a\u001e", "bAQ=", "\u20ac")) {
            var other = new Fixture().openPolling();
            assertEquals(Fixture.BAD_REQUEST, other.post(body).answer(), body);
            assertEquals(Fixture.UNKNOWN_SID, other.poll().answer(), body);
            assertEquals(1, other.listener.events().stream().filter("(parse error)"::equals).count(), body);
        }
    }

    @Test
    void packetsBeforeAMalformedOneAreDeliveredThoseAfterItAreNot() {
        assertEquals(Fixture.BAD_REQUEST, f.post("4a\u001ex\u001e4b").answer());
        assertEquals(List.of("a", "(parse error)"), f.listener.events());
    }

    @Test
    void aHangingPollEndsWithItsSession() {
        var poll = f.poll();
        f.post("x");
        assertEquals("200 1", poll.answer());
    }

    @Test
    void aBinaryBodyIsNotOfThisRevision() {
        var exchange = new FakeLoopExchange("POST", Fixture.POLLING + "&sid=" + f.session.id(), new byte[3],
                "Content-Type", "application/octet-stream");
        f.server.handle(exchange);
        assertEquals(Fixture.BAD_REQUEST, exchange.answer());
        assertEquals(List.of("(transport error)"), f.listener.events());
    }

    @Test
    void aPingFromTheClientIsATransportError() {
        assertEquals(Fixture.BAD_REQUEST, f.post("2").answer());
        assertEquals(List.of("(transport error)"), f.listener.events());
    }

    @Test
    void packetsThatMeanNothingHereAreOverlooked() {
        assertEquals("200 ok", f.post("0\u001e5\u001e6\u001e4a").answer());
        assertEquals(List.of("a", "(read end)"), f.listener.events());
    }

    @Test
    void aBodyMayBeAsLongAsMaxHttpBufferSize() {
        var small = new Fixture(Settings.with("maxHttpBufferSize", 6)).openPolling();
        assertEquals("200 ok", small.post("4hello").answer());
        var tooLong = small.post("4hello!");
        assertEquals("413", tooLong.status());
        assertEquals("close", tooLong.responseHeaders().first("Connection"));
        assertEquals("200 ok", small.post("4again").answer());
        assertEquals(List.of("hello", "(read end)", "again", "(read end)"), small.listener.events());
    }

    @Test
    void aListenerThatThrowsEndsItsSessionAndTheRequestIsAnswered() {
        f.listener = new RecordingListener() {
            @Override
            public void onText(ByteBuffer utf8) {
                throw new IllegalStateException("as the test wants it");
            }
        };
        f.openPolling();
        var log = Log.of(() -> assertEquals(Fixture.BAD_REQUEST, f.post("4a").answer()));
        assertEquals(List.of("a session is closed: its listener failed"), log);
        assertEquals(List.of("(forced close)"), f.listener.events());
    }

    @Test
    void anAnswerThatCannotBeWrittenEndsItsSessionSinceItsPacketsAreLost() {
        f.openPolling();
        var outbox = new Outbox(null);                          // without an encoding, writing fails
        outbox.add(EnginePacket.text("hello"));
        var poll = new FakeLoopExchange("GET", Fixture.POLLING, new byte[0]);
        var log = Log.of(() -> new PollingTransport(f.session, outbox).poll(poll));
        assertEquals("500", poll.status());
        assertEquals(List.of("a session is closed: packets could not be written, and are lost"), log);
        assertEquals(List.of("(forced close)"), f.listener.events());
    }

    @Test
    void aLongAnswerIsDividedAmongPollsBetweenMessages() {
        f.openPolling();
        long before = Message.queuedInAll();
        String half = "x".repeat(Outbox.RESPONSE_BYTES / 2 - 11);       // a frame of half the limit, with ten bytes of header
        f.session.send(EnginePacket.text(half), EnginePacket.text(half), EnginePacket.text("a"), EnginePacket.text("b"));
        assertTrue(f.poll().answer().equals("200 4" + half + "\u001e4" + half));     // else both would be printed
        assertEquals(2 * (4 + Message.OBJECT_BYTES), f.session.queuedBytes());
        f.session.send(EnginePacket.text("y".repeat(2 * Outbox.RESPONSE_BYTES)));
        assertEquals("200 4a\u001e4b", f.poll().answer());
        assertEquals(2 * Outbox.RESPONSE_BYTES + "200 4".length(), f.poll().answer().length());     // one message is never divided
        assertFalse(f.poll().isCompleted());
        assertEquals(0, f.session.queuedBytes());
        assertEquals(before, Message.queuedInAll());
    }

    @Test
    void anErrorOfTheListenersEndsItsSessionToo() {
        f.listener = new RecordingListener() {
            @Override
            public void onText(ByteBuffer utf8) {
                throw new AssertionError("as the test wants it");
            }
        };
        f.openPolling();
        var log = Log.of(() -> assertEquals(Fixture.BAD_REQUEST, f.post("4a").answer()));
        assertEquals(List.of("a session is closed: its listener failed"), log);
        assertEquals(List.of("(forced close)"), f.listener.events());
    }

    @Test
    void aListenerThatFailsWhenItMayWriteEndsItsSessionAndThePollIsAnswered() {
        f.listener = new RecordingListener() {
            @Override
            public void onWritable() {
                throw new IllegalStateException("as the test wants it");
            }
        };
        f.openPolling();
        var log = Log.of(() -> assertEquals("200 1", f.poll().answer()));
        assertEquals(List.of("a session is closed: its listener failed"), log);
        assertEquals(List.of("(forced close)"), f.listener.events());
    }

    @Test
    void aPollingSessionIsWritableWhileAPollWaits() {
        assertFalse(f.session.isWritable());
        f.poll();
        assertEquals(List.of("(writable)"), f.listener.events());
        assertTrue(f.session.isWritable());
        f.session.send(EnginePacket.text("a"));
        assertFalse(f.session.isWritable());
        f.loop.run();
        f.poll();
        assertTrue(f.session.isWritable());
    }

    @Test
    void twoHundredThousandPongsInAPostAreHarmless() {
        assertEquals("200 ok", f.post("3\u001e".repeat(200_000) + "3").answer());
        f.loop.advance(Duration.ofSeconds(24));
        assertEquals(1, f.server.sessions());
    }
}
