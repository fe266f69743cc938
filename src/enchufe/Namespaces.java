package enchufe;

import enchufe.http.Peer;
import enchufe.link.UserCode;
import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The namespaces of a server: those that the application has named, and the children of its patterns. A child lives only as long as
 * a client is in it or about to enter, so that clients cannot fill the memory with names.
 *
 * <p>Patterns are user code and may take long: {@link #parentOf} matches them outside the lock, and must not be called on a loop.
 */
final class Namespaces {
    private static final Logger LOG = Log.of("enchufe");

    /** All namespaces that the application recognises: by a pattern, or, if that is null, by a function of name and credentials. */
    private record Parent(Pattern names, BiPredicate<String, Map<String, Object>> function, Namespace namespace) {
        boolean matches(String name, Map<String, Object> auth) {
            return names != null ? names.matcher(name).matches() : auth != null && function.test(name, auth);
        }

        @Override
        public String toString() {
            return names != null ? "the pattern " + names : "a function that was given to of(…)";
        }
    }

    private final Context context;
    private final Adapter.Cluster cluster;                              // null if they are known to this server alone
    private final Map<String, Namespace> byName = new HashMap<>();      // under the monitor, like the next three
    private final Map<Namespace, Integer> users = new HashMap<>();      // sockets in each child, or about to enter
    private final Set<Namespace> kept = new HashSet<>();                // those that the application has named
    private final Set<Namespace> fresh = new HashSet<>();               // those of which the listeners have not been told
    private final List<Consumer<Namespace>> listeners = new CopyOnWriteArrayList<>();
    private final List<Parent> parents = new CopyOnWriteArrayList<>();
    private final Set<Parent> failed = ConcurrentHashMap.newKeySet();   // those whose patterns have failed

    Namespaces(Context context, Adapter.Cluster cluster) {
        this.context = context;
        this.cluster = cluster;
    }

    /** {@return what the namespaces of a server share} */
    Context context() {
        return context;
    }

    /** {@return the namespace of a name, made if it is new; it is kept, since the application may add listeners to it} */
    Namespace of(String name) {
        String full = name.startsWith("/") ? name : "/" + name;
        Namespace named = keep(full, isKnown(full) ? null : parentOf(full, null));
        tellIfNew(named);
        return named;
    }

    /** Adds a listener for namespaces that are new. */
    void onNew(Consumer<Namespace> listener) {
        listeners.add(listener);
    }

    /** {@return a namespace that is new} Nobody enters it before the listeners have been told. Under the monitor. */
    private Namespace made(Namespace namespace) {
        if (!listeners.isEmpty()) {
            namespace.closeUntilTold();
            fresh.add(namespace);
        }
        return namespace;
    }

    private synchronized boolean takeFresh(Namespace namespace) {
        return fresh.remove(namespace);
    }

    private void tellIfNew(Namespace namespace) {
        if (takeFresh(namespace)) {
            listeners.forEach(listener -> UserCode.call("new_namespace", () -> listener.accept(namespace)));
            namespace.told();
        }
    }

    private synchronized boolean isKnown(String name) {
        return byName.containsKey(name);
    }

    private synchronized Namespace keep(String name, Namespace parent) {
        Namespace named = byName.get(name);
        if (named == null) {
            named = made(parent == null ? new Namespace(context, cluster, name, null, this::release) : parent.addChild(name));
            byName.put(name, named);
        }
        kept.add(named);
        return named;
    }

    /** {@return the parent of all namespaces whose names match} */
    synchronized Namespace of(Pattern pattern) {
        for (Parent known : parents) {
            if (known.names() != null && known.names().pattern().equals(pattern.pattern())
                    && known.names().flags() == pattern.flags()) {
                return known.namespace();
            }
        }
        var parent = Namespace.ofPattern(context, cluster, pattern.pattern(), this::release);
        parents.add(new Parent(pattern, null, parent));
        return parent;
    }

    /** {@return the parent of all namespaces that a function admits} */
    synchronized Namespace of(BiPredicate<String, Map<String, Object>> function) {
        var parent = Namespace.ofPattern(context, cluster, "(a function)", this::release);
        parents.add(new Parent(null, function, parent));
        return parent;
    }

    /** {@return whether an unknown name may become a child} */
    boolean hasPatterns() {
        return !parents.isEmpty();
    }

    /**
     * {@return the parent of a name, or null; runs user code}
     *
     * @param auth the credentials of the client that wants to connect; null if it is the application that names a namespace:
     *     then only patterns count
     */
    Namespace parentOf(String name, Map<String, Object> auth) {
        for (Parent parent : parents) {
            try {
                if (parent.matches(name, auth)) {
                    return parent.namespace();
                }
            } catch (RuntimeException | Error e) {      // regular expressions recurse, and clients choose the name
                if (failed.add(parent)) {               // logged once for each pattern
                    LOG.log(Level.ERROR, parent + " failed, so it does not match a name of " + name.length() + " characters", e);
                }
            }
        }
        return null;
    }

    /** {@return the namespace of a known name, or null; to be released when its socket has left} */
    synchronized Namespace retain(String name) {
        return retained(byName.get(name));
    }

    /** {@return the child of that name, made if it is new; to be released when its socket has left} */
    Namespace retainChild(Namespace parent, String name) {
        Namespace child;
        boolean isFresh;
        synchronized (this) {
            child = retained(byName.computeIfAbsent(name, unknown -> made(parent.addChild(unknown))));
            isFresh = fresh.contains(child);
        }
        if (isFresh) {
            context.dispatcher().execute(() -> tellIfNew(child));
        }
        return child;
    }

    private Namespace retained(Namespace namespace) {
        if (namespace != null && namespace.parent() != null) {
            users.merge(namespace, 1, Integer::sum);
        }
        return namespace;
    }

    /** A socket has left, or was not admitted. */
    private synchronized void release(Namespace namespace) {
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

    /** {@return the names of those that exist} */
    synchronized Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /** {@return all namespaces that may have sockets} */
    synchronized List<Namespace> all() {
        return List.copyOf(byName.values());
    }

    /** Ends all sockets, since the server closes. {@return completes when their listeners have ended} */
    CompletableFuture<Void> end() {
        var ends = new ArrayList<CompletableFuture<Void>>();
        for (Namespace namespace : all()) {
            for (Socket socket : namespace.sockets()) {
                socket.failPendingAcks();
                var end = CompletableFuture.runAsync(() -> socket.end(DisconnectReason.SERVER_SHUTTING_DOWN),
                        socket.queue()::execute).thenRunAsync(() -> { }, socket.queue()::execute);     // rooms are told after it
                if (!socket.queue().isCurrent()) {              // else its own listener closes the server, and must end first
                    ends.add(end);
                }
            }
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    /** {@return the clients, namespaces and rooms, as the inspector shows them: of clients and rooms not more than that} */
    Map<String, Object> describe(int most) {
        var clients = new ArrayList<Object>();
        var spaces = new ArrayList<Object>();
        var rooms = new ArrayList<Object>();
        for (Namespace namespace : all()) {
            var sizes = new HashMap<String, Integer>();
            Collection<Socket> sockets = namespace.sockets();
            for (Socket socket : sockets) {
                if (clients.size() < most) {
                    clients.add(Map.of("sid", shortId(socket), "nsp", namespace.name(),
                            "transport", socket.conn().transport().toString().toLowerCase(Locale.ROOT),
                            "address", socket.handshake().address()));
                }
                socket.rooms().stream().filter(room -> !room.equals(socket.id()))
                        .forEach(room -> sizes.merge(room, 1, Integer::sum));
            }
            spaces.add(Map.of("name", namespace.name(), "sockets", sockets.size()));
            sizes.entrySet().stream().limit(most - rooms.size())
                    .forEach(room -> rooms.add(Map.of("nsp", namespace.name(), "name", room.getKey(), "sockets", room.getValue())));
        }
        return Map.of("clients", clients, "namespaces", spaces, "rooms", rooms);
    }

    /** {@return whose WebSockets these are, as {@link #describe} names them; without the others} */
    Map<Peer, String> clientsAt(Set<Peer> peers) {
        var clients = new HashMap<Peer, String>();
        for (Namespace namespace : all()) {
            for (Socket socket : namespace.sockets()) {
                Peer peer = socket.conn().webSocketPeer();
                if (peers.contains(peer)) {
                    clients.put(peer, shortId(socket));
                }
            }
        }
        return clients;
    }

    /** {@return the beginning of a session's id: it is a credential, so the rest does not leave the server} */
    private static String shortId(Socket socket) {
        return socket.conn().id().substring(0, 4) + "…";
    }
}
