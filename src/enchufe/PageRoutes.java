package enchufe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Which handler serves which page: that of the longest path which the request's is, or is below. The JDK's HttpServer compares
 * mere characters, so that its context {@code /api} would get {@code /apis} too.
 */
final class PageRoutes implements HttpHandler {
    private static final Logger LOG = System.getLogger("enchufe");

    /**
     * What serves the pages below a path.
     *
     * @param prefix without a slash at its end, so that of the root is empty
     * @param handler null if something else than a handler serves them
     */
    private record Mount(String prefix, HttpHandler handler) {
        boolean covers(String path) {
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }
    }

    private volatile List<Mount> mounts = List.of();        // longest prefix first; replaced, never changed

    /**
     * Adds a path.
     *
     * @param handler null to keep the path for something else
     * @return the path without a slash at its end
     * @throws IllegalArgumentException if it is taken, or is no path
     */
    synchronized String add(String path, HttpHandler handler) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path \"" + path + "\" does not begin with a slash");
        }
        String prefix = withoutSlash(path);
        if (mounts.stream().anyMatch(mount -> mount.prefix.equals(prefix))) {
            throw new IllegalArgumentException("the path \"" + path + "\" is taken already");
        }
        var changed = new ArrayList<>(mounts);
        changed.add(new Mount(prefix, handler));
        changed.sort(Comparator.comparingInt((Mount mount) -> mount.prefix.length()).reversed());
        mounts = List.copyOf(changed);
        return prefix;
    }

    static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** {@inheritDoc} What a handler throws is logged, and answered with 500 if it has not answered anything itself. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = Objects.requireNonNullElse(exchange.getRequestURI().getPath(), "/");
        for (Mount mount : mounts) {
            if (mount.handler != null && mount.covers(path)) {
                call(mount, exchange);
                return;
            }
        }
        answer(exchange, 404);
    }

    private static void call(Mount mount, HttpExchange exchange) throws IOException {
        try {
            mount.handler.handle(exchange);
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "a client of " + mount.prefix + "/ has gone", gone);
            throw gone;
        } catch (RuntimeException | Error fault) {
            LOG.log(Level.ERROR, "the handler of \"" + mount.prefix + "/\" failed", fault);
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
