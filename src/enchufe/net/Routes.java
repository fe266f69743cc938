package enchufe.net;

import enchufe.http.UrlPath;
import enchufe.log.Misuse;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what serves a path: the longest route that is the path, or above it. Any thread may add routes; finding takes no lock.
 *
 * @param <T> what serves
 */
public final class Routes<T> {
    /**
     * What serves a path and all below it.
     *
     * @param <T> what serves
     * @param prefix as {@link UrlPath#of} gives it
     * @param target what serves
     */
    public record Route<T>(String prefix, T target) {
        boolean covers(String path) {
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }
    }

    private volatile List<Route<T>> routes = List.of();     // longest prefix first; replaced, never changed

    /**
     * Adds a path, as {@link UrlPath#of} takes it. {@return the path as {@link UrlPath#of} gives it} Throws an
     * {@link IllegalArgumentException} if the path is taken, or no browser would send it.
     */
    public synchronized String add(String path, T target) {
        String prefix = UrlPath.of(path);
        var changed = new ArrayList<>(routes);
        int place = 0;
        for (Route<T> route : routes) {
            if (route.prefix.equals(prefix)) {
                throw Misuse.argument("the path \"" + path + "\" is taken already");
            }
            if (route.prefix.length() > prefix.length()) {
                place++;
            }
        }
        changed.add(place, new Route<>(prefix, target));
        routes = List.copyOf(changed);
        return prefix;
    }

    /** {@return the route of a request's path as it was sent, percent-encoded; null if nothing serves it} */
    public Route<T> find(String path) {
        String canonical = UrlPath.canonical(path);
        for (Route<T> route : routes) {
            if (route.covers(canonical)) {
                return route;
            }
        }
        return null;
    }
}
