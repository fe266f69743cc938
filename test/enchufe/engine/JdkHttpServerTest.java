package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import enchufe.websocket.OutboundBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long-polling hosted by the JDK's HttpServer, over real sockets. */
class JdkHttpServerTest {
    private final ThreadLoop loop = new ThreadLoop();
    private final EngineServer engine = new EngineServer(EngineOptions.DEFAULT, () -> loop,
            new OutboundBudget(EngineOptions.DEFAULT.maxOutboundBytes()));
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer http;
    private String sid;

    /** A loop that is one thread of an executor. */
    private static final class ThreadLoop implements EngineLoop {
        private volatile Thread thread;
        private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            thread = new Thread(task);
            return thread;
        });

        @Override
        public void execute(Runnable task) {
            executor.execute(task);
        }

        @Override
        public boolean inLoop() {
            return Thread.currentThread() == thread;
        }

        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        public Alarm schedule(long time, Runnable action) {
            var future = executor.schedule(action, time - now(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        }
    }

    @BeforeEach
    void start() throws IOException {
        engine.onConnection(session -> new RecordingListener() {
            @Override
            public void onText(ByteBuffer utf8) {
                session.send(EnginePacket.text(utf8.array(), utf8.position(), utf8.limit()));
            }
        });
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/engine.io/", exchange -> engine.handle(exchange, engine::handle));
        http.start();
        sid = get("").join().body().replaceFirst(".*\"sid\":\"([^\"]*)\".*", "$1");
    }

    @AfterEach
    void stop() {
        engine.close();
        http.stop(0);
        loop.executor.shutdownNow();
    }

    private HttpRequest.Builder request(String sidParameter) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + http.getAddress().getPort()
                + "/engine.io/?EIO=4&transport=polling" + sidParameter));
    }

    private CompletableFuture<HttpResponse<String>> get(String sidParameter) {
        return client.sendAsync(request(sidParameter).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) {
        return client.sendAsync(request("&sid=" + sid).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString()).join();
    }

    @Test
    void anEchoTravelsThroughPostAndPoll() {
        var poll = get("&sid=" + sid);
        assertEquals("ok", post("4hello\u001e4world").body());
        assertEquals("4hello\u001e4world", poll.join().body());
        assertEquals("text/plain; charset=UTF-8", poll.join().headers().firstValue("Content-Type").orElseThrow());
        String large = "x".repeat(999_999);
        assertEquals("ok", post("4" + large).body());
        assertEquals("4" + large, get("&sid=" + sid).join().body());
    }

    @Test
    void aBodyThatIsTooLongGets413AndTheSessionLives() {
        var response = post("4" + "x".repeat(1_000_000));
        assertEquals(413, response.statusCode());
        assertEquals("close", response.headers().firstValue("Connection").orElseThrow());
        assertEquals("ok", post("4a").body());
    }

    @Test
    void refusalsAreJson() {
        var response = get("&sid=abc").join();
        assertEquals(Fixture.UNKNOWN_SID, response.statusCode() + " " + response.body());
        assertEquals("application/json", response.headers().firstValue("Content-Type").orElseThrow());
    }

    @Test
    void closingTheServerAnswersTheHangingPolls() {
        var poll = get("&sid=" + sid);
        assertEquals("ok", post("4a").body());
        poll.join();
        var next = get("&sid=" + sid);
        engine.close();
        String answer = next.join().body();     // the poll may come before the close, or after it
        assertTrue(answer.equals("1") || answer.contains("Session ID unknown"), answer);
        assertEquals(0, engine.sessions());
    }
}
