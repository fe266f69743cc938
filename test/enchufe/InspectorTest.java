package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.inspect.Inspector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InspectorTest {
    private static HttpResponse<String> get(SocketIOServer io, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + io.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static SocketIOServer serve(Options options) {
        return new SocketIOServer(options.announce(false)).listen("127.0.0.1", 0);
    }

    @Test
    void withoutTheOptionThereIsNoPage() throws Exception {
        SocketIOServer io = serve(new Options());
        try {
            assertEquals(404, get(io, "/inspect/").statusCode());
        } finally {
            io.close();
        }
    }

    @Test
    void thePageIsServedToLocalPeersAndToNobodyBehindAProxy() throws Exception {
        SocketIOServer io = serve(new Options().inspector("/inspect"));
        try {
            assertTrue(get(io, "/inspect/").body().contains("<title>Enchufe inspector"));
            assertEquals(307, get(io, "/inspect").statusCode());
            assertEquals(404, get(io, "/inspect/other.js").statusCode());
            for (String header : new String[] {"X-Forwarded-For", "Forwarded", "Via"}) {
                assertEquals(403, get(io, "/inspect/wire.js", header, "x").statusCode(), header);
            }
            assertEquals(403, get(io, "/inspect/", "Origin", "http://example.org").statusCode());
        } finally {
            io.close();
        }
    }

    @Test
    void whoIsRefusedReadsWhyAndTheLogSaysItToo() throws Exception {
        SocketIOServer io = serve(new Options().inspector("/inspect"));
        try (var log = new TestLog()) {
            HttpResponse<String> refused = get(io, "/inspect/?key=secret", "Via", "1.1 proxy");
            assertEquals(403, refused.statusCode());
            assertEquals(Inspector.REFUSAL + "\n", refused.body());
            assertEquals("text/plain; charset=utf-8", refused.headers().firstValue("Content-Type").orElse(""));
            assertEquals("GET \"/inspect/\" is answered with 403: " + Inspector.REFUSAL, log.next());
            assertEquals("the inspector has no such file\n", get(io, "/inspect/other.js").body());
            assertEquals("GET \"/inspect/other.js\" is answered with 404: the inspector has no such file", log.next());
        } finally {
            io.close();
        }
    }

    @Test
    void aGuardReplacesTheRule() throws Exception {
        SocketIOServer io = serve(new Options().inspector("/inspect", handshake -> "yes".equals(handshake.headers().get("x-key"))));
        try {
            assertEquals(403, get(io, "/inspect/").statusCode());
            assertEquals(200, get(io, "/inspect/", "X-Key", "yes", "Via", "1.1 proxy").statusCode());
        } finally {
            io.close();
        }
    }

    @Test
    void aGuardMayBlockAndMayFail() throws Exception {
        var entered = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        SocketIOServer io = serve(new Options().inspector("/inspect", handshake -> {
            if (handshake.headers().containsKey("x-block")) {
                entered.countDown();
                Soon.await(free);
                return true;
            }
            throw new IllegalStateException("broken");
        }));
        try (var log = new TestLog()) {
            var blocked = CompletableFuture.supplyAsync(() -> {
                try {
                    return get(io, "/inspect/", "X-Block", "1").statusCode();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Soon.await(entered);
            assertEquals(500, get(io, "/inspect/").statusCode());           // meanwhile the loop serves others
            assertEquals("a handler failed", log.next());
            free.countDown();
            assertEquals(200, Soon.get(blocked));
        } finally {
            free.countDown();
            io.close();
        }
    }

    @Test
    void onlyItsOwnRequestsAreLeftOut() {
        var inspector = new Inspector("/inspect", null, null, null);
        assertTrue(inspector.isOwn("GET /inspect/socket.io/?EIO=4 HTTP/1.1"));
        assertTrue(inspector.isOwn("GET /inspect HTTP/1.1"));
        assertFalse(inspector.isOwn("GET /inspected HTTP/1.1"));
        assertFalse(inspector.isOwn("GET /socket.io/?EIO=4 HTTP/1.1"));
        assertFalse(inspector.isWatching());
    }

    @Test
    void theRootIsNoPathForIt() {
        assertThrows(IllegalArgumentException.class, () -> new Options().inspector("/"));
    }
}
