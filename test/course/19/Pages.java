import com.sun.net.httpserver.HttpExchange;
import enchufe.SocketIOServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;

/**
 * Plain HTTP beside Socket.IO, on the same port: a page, an answer that is made for each request, and a
 * request that reaches all sockets.
 *
 * Type: java -cp build/enchufe.jar examples/19-pages/Pages.java
 * See:  open http://localhost:3000 and click "What time is it?". Then type in another window
 *       curl -d "hello from curl" http://localhost:3000/say
 *       and the page shows it.
 */
public class Pages {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/19-pages/web"));
        io.handle("/time", exchange -> respond(exchange, 200, LocalTime.now().withNano(0).toString()));
        io.handle("/count", exchange -> respond(exchange, 200, "" + io.sockets().size()));
        io.handle("/say", exchange -> {
            if (!exchange.getRequestMethod().equals("POST")) {
                respond(exchange, 405, "only POST is possible here");
                return;
            }
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            io.emit("said", text, io.remoteAddress(exchange).getHostString());
            respond(exchange, 200, "said to " + io.sockets().size());
        });
        io.listen();
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
