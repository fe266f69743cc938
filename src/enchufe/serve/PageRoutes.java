package enchufe.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import enchufe.engine.JdkExchange;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.RefusalLog;
import enchufe.log.Log;
import enchufe.log.Quote;
import enchufe.net.Routes;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Objects;

/**
 * Which handler serves which page: that of the longest path that is the request's path or a parent of it. The JDK's HttpServer only
 * compares characters: its context {@code /api} would serve {@code /apis} too.
 */
final class PageRoutes implements HttpHandler {
    private static final Logger LOG = Log.of("enchufe");

    private static final ClientFile ICON = icon();
    private static final Headers ICON_HEADERS =
            Headers.of(List.of("Content-Type", "image/svg+xml", "Cache-Control", "max-age=86400"));

    private final RefusalLog refusals = new RefusalLog(LOG);
    private final Routes<HttpHandler> routes = new Routes<>();

    /** {@return the icon, or null if only the classes have been copied, without the files beside them} */
    private static ClientFile icon() {
        URL icon = PageRoutes.class.getResource("favicon.svg");
        return icon == null ? null : new ClientFile(URI.create(icon.toString()));
    }

    /** Adds a path, as {@link Routes#add} does. */
    String add(String path, HttpHandler handler) {
        return routes.add(path, handler);
    }

    /** {@inheritDoc} An exception of a handler is logged, and the response is 500 if the handler has sent none. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = Objects.requireNonNullElse(exchange.getRequestURI().getRawPath(), "/");
        Routes.Route<HttpHandler> route = routes.find(path);
        if (route == null) {
            refuse(exchange, new HttpException(404, "nothing is served at this path"));
        } else {
            call(route, exchange);
        }
    }

    /** Refuses a request, and logs why. */
    void refuse(HttpExchange exchange, HttpException refusal) throws IOException {
        if (ICON != null && refusal.status() == 404 && exchange.getRequestURI().getPath().equals("/favicon.ico")) {
            JdkExchange.write(exchange, 200, ICON_HEADERS, ICON.content(false), () -> { });
            return;                                         // browsers ask for an icon that no page names
        }
        String request = exchange.getRequestMethod() + " " + Quote.of(exchange.getRequestURI().toString());
        refusals.add(request, refusal, System.nanoTime());
        write(exchange, refusal);
    }

    private void call(Routes.Route<HttpHandler> route, HttpExchange exchange) throws IOException {
        try {
            route.target().handle(exchange);
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "a client of " + route.prefix() + "/ has disconnected", gone);
            throw gone;
        } catch (HttpException refusal) {
            refuse(exchange, refusal);
        } catch (RuntimeException | Error fault) {
            LOG.log(Level.ERROR, "the handler of \"" + route.prefix() + "/\" failed", fault);
            if (exchange.getResponseCode() < 0) {
                write(exchange, new HttpException(500, "the handler failed"));
            } else {
                exchange.close();
            }
        }
    }

    private static void write(HttpExchange exchange, HttpException refusal) throws IOException {
        HttpException answer = refusal.readable();
        JdkExchange.write(exchange, answer.status(), answer.headers(), answer.body(), () -> { });
    }

    static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
