package enchufe.net;

import java.util.ArrayList;
import java.util.List;

/**
 * What serves which path: that of the longest path which the request's is, or is below. Changed by any thread, read without a
 * lock.
 *
 * @param <T> what serves
 */
public final class Routes<T> {
    /**
     * What serves a path and all below it.
     *
     * @param <T> what serves
     * @param prefix begins with a slash and does not end with one, but for the root, which is empty
     * @param target what serves
     */
    public record Route<T>(String prefix, T target) {
        boolean covers(String path) {
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }
    }

    private volatile List<Route<T>> routes = List.of();     // longest prefix first; replaced, never changed

    /** Makes routes that lead nowhere yet. */
    public Routes() {}

    /**
     * Adds a path.
     *
     * @param path with or without a slash at its end
     * @param target what serves it
     * @return the path without a slash at its end
     * @throws IllegalArgumentException if it is taken, or is no path
     */
    public synchronized String add(String path, T target) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path \"" + path + "\" does not begin with a slash");
        }
        String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        var changed = new ArrayList<>(routes);
        int place = 0;
        for (Route<T> route : routes) {
            if (route.prefix.equals(prefix)) {
                throw new IllegalArgumentException("the path \"" + path + "\" is taken already");
            }
            if (route.prefix.length() > prefix.length()) {
                place++;
            }
        }
        changed.add(place, new Route<>(prefix, target));
        routes = List.copyOf(changed);
        return prefix;
    }

    /**
     * {@return the route of a path, or null if nothing serves it}
     *
     * @param path that of a request
     */
    public Route<T> find(String path) {
        for (Route<T> route : routes) {
            if (route.covers(path)) {
                return route;
            }
        }
        return null;
    }
}
