package enchufe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The namespaces of a server: those that the application has named, and the children of its patterns, which live as long as
 * somebody is in them or about to enter, so that clients cannot fill the memory with names.
 */
final class Namespaces {
    private final SocketIOServer server;
    private final Map<String, Namespace> byName = new HashMap<>();      // under the monitor, like the rest
    private final Map<Pattern, Namespace> parents = new LinkedHashMap<>();
    private final Map<Namespace, Integer> users = new HashMap<>();      // of children alone
    private final Set<Namespace> kept = new HashSet<>();                // those that the application has named

    Namespaces(SocketIOServer server) {
        this.server = server;
    }

    /** {@return the namespace of a name, made if it is new; it is kept, for the application may add listeners to it} */
    synchronized Namespace of(String name) {
        String full = name.startsWith("/") ? name : "/" + name;
        Namespace named = find(full);
        if (named == null) {
            named = new Namespace(server, full, null);
            byName.put(full, named);
        }
        kept.add(named);
        return named;
    }

    /** {@return the namespace of a name, perhaps a new child; null if there is none} */
    private Namespace find(String name) {
        Namespace known = byName.get(name);
        if (known == null) {
            for (Map.Entry<Pattern, Namespace> parent : parents.entrySet()) {
                if (parent.getKey().matcher(name).matches()) {
                    Namespace child = parent.getValue().addChild(name);
                    byName.put(name, child);
                    return child;
                }
            }
        }
        return known;
    }

    /** {@return the parent of all namespaces whose names match} */
    synchronized Namespace of(Pattern pattern) {
        for (Pattern known : parents.keySet()) {
            if (known.pattern().equals(pattern.pattern()) && known.flags() == pattern.flags()) {
                return parents.get(known);
            }
        }
        var parent = new Namespace(server, pattern.pattern(), null);
        parents.put(pattern, parent);
        return parent;
    }

    /** {@return the namespace that a client wants to enter, or null; to be {@link #release released} when it has left} */
    synchronized Namespace retain(String name) {
        Namespace known = find(name);
        if (known != null && known.parent() != null) {
            users.put(known, users.getOrDefault(known, 0) + 1);
        }
        return known;
    }

    /** A socket has gone, or did not get in. */
    synchronized void release(Namespace namespace) {
        Namespace parent = namespace.parent();
        if (parent == null) {
            return;
        }
        int left = users.getOrDefault(namespace, 1) - 1;
        if (left > 0) {
            users.put(namespace, left);
            return;
        }
        users.remove(namespace);
        if (!kept.contains(namespace)) {
            byName.remove(namespace.name(), namespace);
            parent.removeChild(namespace);
        }
    }

    /** {@return all that have, or may have, sockets} */
    synchronized List<Namespace> all() {
        return List.copyOf(byName.values());
    }
}
