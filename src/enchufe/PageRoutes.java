package enchufe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import enchufe.log.Log;
import enchufe.net.Routes;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;

/**
 * Which handler serves which page: that of the longest path which the request's is, or is below. The JDK's HttpServer compares
 * mere characters, so that its context {@code /api} would get {@code /apis} too.
 */
final class PageRoutes implements HttpHandler {
    private static final Logger LOG = Log.of("enchufe");

    private final Routes<HttpHandler> routes = new Routes<>();

    /**
     * Adds a path.
     *
     * @return the path without a slash at its end
     * @throws IllegalArgumentException if it is taken, or is no path
     */
    String add(String path, HttpHandler handler) {
        return routes.add(path, handler);
    }

    /** {@inheritDoc} What a handler throws is logged, and answered with 500 if it has not answered anything itself. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = Objects.requireNonNullElse(exchange.getRequestURI().getPath(), "/");
        Routes.Route<HttpHandler> route = routes.find(path);
        if (route == null) {
            answer(exchange, 404);
        } else {
            call(route, exchange);
        }
    }

    private static void call(Routes.Route<HttpHandler> route, HttpExchange exchange) throws IOException {
        try {
            route.target().handle(exchange);
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "a client of " + route.prefix() + "/ has gone", gone);
            throw gone;
        } catch (RuntimeException | Error fault) {
            LOG.log(Level.ERROR, "the handler of \"" + route.prefix() + "/\" failed", fault);
            if (exchange.getResponseCode() < 0) {
                answer(exchange, 500);
            } else {
                exchange.close();
            }
        }
    }

    static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
