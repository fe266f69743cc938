package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A host that calls from threads of its own, and knows nothing of loops: the session still lives on its loop alone. */
class HostingTest {
    private final Fixture f = new Fixture();

    private FakeExchange foreign(String method, String query, String body) {
        return new FakeExchange(method, query, body.getBytes(UTF_8));
    }

    private FakeExchange handle(FakeExchange exchange) {
        f.loop.outside(() -> f.server.handle(exchange, f.server::handle));
        return exchange;
    }

    private FakeExchange open() {
        var exchange = handle(foreign("GET", Fixture.POLLING, ""));
        f.loop.run();
        return exchange;
    }

    @Test
    void aSessionOpensOnItsLoop() {
        var exchange = handle(foreign("GET", Fixture.POLLING, ""));
        assertEquals(0, f.server.sessions());
        f.loop.run();
        assertEquals(1, f.server.sessions());
        assertEquals("200 0{", exchange.answer().substring(0, 6));
        assertEquals(FakeExchange.ADDRESS, f.session.peer().address());
    }

    @Test
    void aHandlerThatFailsDoesNotKeepTheServerFromClosing() {
        var exchange = foreign("GET", Fixture.POLLING, "");
        f.loop.outside(() -> assertThrows(IllegalStateException.class, () -> f.server.handle(exchange, request -> {
            throw new IllegalStateException("expected by the test");
        })));
        assertFalse(exchange.isCompleted());                // that is for its host
        var closed = f.server.close();
        f.loop.run();
        assertTrue(closed.isDone());
    }

    @Test
    void pollsAndPostsHopToTheLoop() {
        open();
        String query = Fixture.POLLING + "&sid=" + f.session.id();
        var poll = handle(foreign("GET", query, ""));
        var post = handle(foreign("POST", query, "4hello"));
        assertEquals(List.of(), f.listener.events());
        f.loop.run();
        assertEquals(List.of("(writable)", "hello", "(read end)"), f.listener.events());
        assertEquals("200 ok", post.answer());
        assertFalse(poll.isCompleted());
        f.loop.outside(() -> f.session.send(EnginePacket.text("hi")));
        f.loop.run();
        assertEquals("200 4hi", poll.answer());
    }

    @Test
    void aSessionThatEndsBeforeTheHopIsUnknown() {
        open();
        String query = Fixture.POLLING + "&sid=" + f.session.id();
        var poll = handle(foreign("GET", query, ""));
        var post = handle(foreign("POST", query, "4hello"));
        f.session.close(CloseReason.FORCED_CLOSE);
        f.loop.run();
        assertEquals(Fixture.UNKNOWN_SID, poll.answer());
        assertEquals(Fixture.UNKNOWN_SID, post.answer());
        assertEquals(List.of("(forced close)"), f.listener.events());
    }

    @Test
    void noMoreOfABodyIsReadThanMaxHttpBufferSize() {
        open();
        var endless = new InputStream() {
            private int count;

            @Override
            public int read() {
                return ++count;
            }
        };
        var post = handle(foreign("POST", Fixture.POLLING + "&sid=" + f.session.id(), "").body(endless));
        assertEquals("413", post.status());
        assertEquals(1_000_001, endless.count);
        var next = handle(foreign("POST", Fixture.POLLING + "&sid=" + f.session.id(), "4a"));
        f.loop.run();
        assertEquals("200 ok", next.answer());
    }

    @Test
    void aBodyThatBreaksOffIsATransportError() {
        open();
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        handle(foreign("POST", Fixture.POLLING + "&sid=" + f.session.id(), "").body(broken)).answer();
        f.loop.run();
        assertEquals(List.of("(transport error)"), f.listener.events());
    }

    @Test
    void refusalsDoNotWaitForTheLoop() {
        assertEquals(Fixture.UNKNOWN_SID, handle(foreign("GET", Fixture.POLLING + "&sid=abc", "")).answer());
        assertEquals(0, f.server.sessions());
    }
}
