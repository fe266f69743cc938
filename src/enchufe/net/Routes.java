package enchufe.net;

import com.sun.net.httpserver.HttpHandler;
import enchufe.websocket.WebSocketEndpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who serves which path: the longest prefix that ends at a slash or at the path's end. What nobody here serves goes to the
 * HttpServer behind. Changed by any thread, read by the loop.
 */
final class Routes {
    /**
     * What serves the paths below a prefix.
     *
     * @param prefix begins with a slash and does not end with one, but for the root, which is empty
     * @param webSocket takes opening handshakes, or null
     * @param http takes all other requests, on the loop, or null
     * @param maxBody the most bytes of a request's body
     */
    record Route(String prefix, WebSocketEndpoint webSocket, HttpHandler http, int maxBody) {
        boolean covers(String path) {
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }
    }

    private volatile List<Route> routes = List.of();        // longest prefix first; replaced, never changed

    synchronized void add(String path, WebSocketEndpoint webSocket, HttpHandler http, int maxBody) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path \"" + path + "\" does not begin with a slash");
        }
        String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        var changed = new ArrayList<>(routes);
        for (Route route : changed) {
            boolean clash = route.prefix.equals(prefix)
                    && (webSocket != null && route.webSocket != null || http != null && route.http != null);
            if (clash) {
                throw new IllegalArgumentException("the path \"" + path + "\" is taken already");
            }
        }
        changed.add(new Route(prefix, webSocket, http, maxBody));
        changed.sort(Comparator.comparingInt((Route route) -> route.prefix.length()).reversed());
        routes = List.copyOf(changed);
    }

    WebSocketEndpoint webSocket(String path) {
        for (Route route : routes) {
            if (route.webSocket != null && route.covers(path)) {
                return route.webSocket;
            }
        }
        return null;
    }

    /** {@return the route of a request that is served on the loop, or null} */
    Route http(String path) {
        for (Route route : routes) {
            if (route.http != null && route.covers(path)) {
                return route;
            }
        }
        return null;
    }
}
