package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestLog;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.websocket.WebSocketEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A check that every request has to pass, and that may take its time. */
class RequestCheckTest {
    private static final Peer PEER = new Peer(FakeExchange.ADDRESS, true);

    private final Fixture f = new Fixture();
    private final List<CompletableFuture<RequestCheck.Pass>> decisions = new ArrayList<>();

    private void decideLater() {
        f.server.check((head, client) -> {
            decisions.add(new CompletableFuture<>());
            return decisions.get(decisions.size() - 1);
        });
    }

    private void decide(CompletionStage<RequestCheck.Pass> decision) {
        f.server.check((head, client) -> decision);
    }

    private static RequestCheck.Pass pass(String id, String... headers) {
        return new RequestCheck.Pass(Headers.of(List.of(headers)), id);
    }

    @Test
    void nothingIsDoneBeforeTheDecision() {
        decideLater();
        var opening = f.request("GET", Fixture.POLLING, "");
        assertFalse(opening.isCompleted());
        assertEquals(0, f.server.sessions());
        decisions.get(0).complete(pass("chosen", "X-Y", "z"));
        assertTrue(opening.answer().startsWith("200 0{\"sid\":\"chosen\""));
        assertEquals("z", opening.responseHeaders().first("X-Y"));
        var post = f.post("4a");
        assertFalse(post.isCompleted());
        decisions.get(1).complete(RequestCheck.Pass.PLAIN);
        assertEquals("200 ok", post.answer());
        assertNull(post.responseHeaders().first("X-Y"));
        assertEquals(List.of("a", "(read end)"), f.listener.events());
    }

    @Test
    void aRefusalIsAnsweredAsItIs() {
        decide(CompletableFuture.failedFuture(RequestCheck.forbidden("no \"é\"", Headers.NONE)));
        assertEquals("403 {\"code\":4,\"message\":\"no \\\"é\\\"\"}", f.request("GET", Fixture.POLLING, "").answer());
        decide(CompletableFuture.failedFuture(RequestCheck.forbidden(null, Headers.NONE)));
        assertEquals(Fixture.FORBIDDEN, f.request("GET", Fixture.POLLING, "").answer());
        decide(CompletableFuture.failedFuture(new HttpException(429, "slow down")).thenApply(never -> RequestCheck.Pass.PLAIN));
        assertEquals("429", f.request("GET", Fixture.POLLING, "").status());
        assertEquals(Map.of("Forbidden", 2L, "slow down", 1L), f.server.refusals());
    }

    @Test
    void oneThatFailsOrGivesNothingRefusesAndIsLogged() {
        for (CompletionStage<RequestCheck.Pass> wrong : List.of(
                CompletableFuture.<RequestCheck.Pass>failedFuture(new IllegalStateException("broken")),
                CompletableFuture.<RequestCheck.Pass>completedFuture(null),
                CompletableFuture.<RequestCheck.Pass>failedFuture(new StackOverflowError()))) {
            decide(wrong);
            try (var log = new TestLog()) {
                assertEquals(Fixture.BAD_REQUEST, f.request("GET", Fixture.POLLING, "").answer());
                assertTrue(log.next().contains("the check of a request failed"));
                var later = f.server.admitLater(Fixture.head(Fixture.WEBSOCKET), PEER).toCompletableFuture();
                var failure = assertThrows(CompletionException.class, later::join);
                assertEquals(400, ((HttpException) failure.getCause()).status());
                assertTrue(log.next().contains("the check of a request failed"));
            }
        }
        assertThrows(NullPointerException.class, () -> new RequestCheck.Pass(null, null));
    }

    @Test
    void aWebSocketPassesWithHeadersAndAnId() {
        decideLater();
        var later = f.server.admitLater(Fixture.head(Fixture.WEBSOCKET), PEER).toCompletableFuture();
        assertFalse(later.isDone());
        decisions.get(0).complete(pass("chosen", "X-Y", "z"));
        WebSocketEndpoint.Opening opening = later.join().get();
        assertEquals("z", opening.headers().first("X-Y"));
        var socket = new FakeWebSocket();
        socket.listener(opening.open(socket));
        assertEquals("chosen", f.session.id());
    }

    @Test
    void anIdIsOfOneSession() {
        decide(CompletableFuture.completedFuture(pass("same")));
        f.openPolling();
        try (var log = new TestLog()) {
            assertEquals("500", f.request("GET", Fixture.POLLING, "").status());
            assertTrue(log.next().contains("an id must be of one session alone"));
        }
        assertEquals(1, f.server.sessions());
        f.session.close();
        f.poll().answer();
        assertEquals(0, f.server.sessions());
        f.openPolling();
        assertEquals(1, f.server.sessions());
    }

    /** Two requests pass at once, before either has opened its session. */
    @Test
    void ofTwoWithOneIdTheFirstToOpenHasIt() {
        decide(CompletableFuture.completedFuture(pass("same")));
        var one = f.server.admitLater(Fixture.head(Fixture.WEBSOCKET), PEER).toCompletableFuture().join().get();
        var other = f.server.admitLater(Fixture.head(Fixture.WEBSOCKET), PEER).toCompletableFuture().join().get();
        one.open(new FakeWebSocket());
        var socket = new FakeWebSocket();
        try (var log = new TestLog()) {
            socket.listener(other.open(socket));
            assertTrue(log.next().contains("an id must be of one session alone"));
        }
        assertEquals(1000, socket.closeCode);
        assertEquals(List.of(), socket.sent());
        socket.receive("40");
        assertEquals(Map.of("the id of the session is taken", 1L), f.server.refusals());
        assertEquals(1, f.server.sessions());
        var closed = f.server.close();
        assertTrue(closed.isDone());
    }

    @Test
    void theSessionThatARequestIsForMayEndMeanwhile() {
        f.openPolling();
        decideLater();
        var poll = f.poll();
        f.session.close(CloseReason.FORCED_CLOSE);
        decisions.get(0).complete(RequestCheck.Pass.PLAIN);
        assertEquals(Fixture.UNKNOWN_SID, poll.answer());
    }

    @Test
    void withoutOneThereIsNothingToWaitFor() {
        assertNull(f.server.admitLater(Fixture.head(Fixture.WEBSOCKET), PEER));
        decideLater();
        f.server.check(null);
        assertNull(f.server.admitLater(Fixture.head(Fixture.WEBSOCKET), PEER));
        assertTrue(f.request("GET", Fixture.POLLING, "").answer().startsWith("200 0{"));
    }

    @Test
    void whoIsRefusedByTheFilterIsNotChecked() {
        decideLater();
        f.server.filter((head, peer) -> {
            throw new HttpException(403, "origin");
        });
        assertEquals(Fixture.FORBIDDEN, f.request("GET", Fixture.POLLING, "").answer());
        assertThrows(HttpException.class, () -> f.server.admitLater(Fixture.head(Fixture.WEBSOCKET), PEER));
        assertEquals(0, decisions.size());
    }
}
