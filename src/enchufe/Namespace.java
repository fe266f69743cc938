package enchufe;

import enchufe.link.Joining;
import enchufe.log.Debug;
import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import enchufe.log.UserFrames;
import enchufe.registry.Rooms;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A namespace: it has its own sockets, rooms and middlewares, and shares the connections with other namespaces. Made by
 * {@link SocketIOServer#of(String)}. Safe from any thread.
 *
 * <p>One made by {@link SocketIOServer#of(java.util.regex.Pattern)} has no sockets itself. Each name that matches becomes a child
 * namespace with the same listeners and middlewares. A child is made for its first client and removed when the last one leaves.
 * An event emitted to the parent goes to all its children.
 */
public final class Namespace extends Broadcaster {
    /** Whose connection listeners the calling thread runs. */
    private static final ThreadLocal<Namespace> CONNECTING = new ThreadLocal<>();
    private static final Debug DEBUG = Debug.of("socket.io:namespace");
    private static final Logger LOG = Log.of("enchufe");

    private final Context context;
    private final Adapter.Cluster cluster;          // null without other servers
    private final String name;
    private final Namespace parent;                 // null unless it is a child
    private final Consumer<Namespace> released;     // called when a socket has left, or was not admitted
    private final Rooms<Socket> rooms = new Rooms<>();
    private final LocalNode local;
    private final Audience audience;
    private final BroadcastOperator all;
    private final List<Middleware> middlewares = new CopyOnWriteArrayList<>();
    private final List<Consumer<Socket>> connectionListeners = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> told;  // null unless somebody has to be told of it before sockets enter
    private final Set<Namespace> children = ConcurrentHashMap.newKeySet();     // clients make them, so there may be many

    private Namespace(Context context, Adapter.Cluster cluster, String name, Namespace parent, Consumer<Namespace> released,
            boolean isPattern) {
        this.context = context;
        this.cluster = cluster;
        this.name = name;
        this.parent = parent;
        this.released = released;
        this.local = new LocalNode(context, name, rooms, parent == null ? null : parent.local);
        this.audience = new Audience(context, name, local, isPattern || cluster == null ? null : cluster.open(name, local),
                children);
        this.all = new BroadcastOperator(audience);
    }

    /** Makes one that has sockets; null as the parent if it is no child. */
    Namespace(Context context, Adapter.Cluster cluster, String name, Namespace parent, Consumer<Namespace> released) {
        this(context, cluster, name, parent, released, false);
    }

    /** {@return the parent of all namespaces whose names match a pattern} */
    static Namespace ofPattern(Context context, Adapter.Cluster cluster, String pattern, Consumer<Namespace> released) {
        return new Namespace(context, cluster, pattern, null, released, true);
    }

    /** {@return the name, with its leading slash} */
    public String name() {
        return name;
    }

    /**
     * Adds a listener for sockets that connect.
     *
     * @param listener called before the socket's first event, in the socket's order
     * @return this namespace
     */
    public Namespace onConnection(Consumer<Socket> listener) {
        if (CONNECTING.get() == this) {
            context.hints().say("nested " + name, "onConnection of " + Quote.of(name) + " is called within one of its own"
                    + " listeners, so that there is one more listener with each client: call it once, before listen()");
        }
        connectionListeners.add(Misuse.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Adds a middleware. A socket that not all middlewares have admitted is in no room and gets no broadcast; no listener sees it.
     *
     * @param middleware admits or refuses
     * @return this namespace
     */
    public Namespace use(Middleware middleware) {
        middlewares.add(Misuse.requireNonNull(middleware, "middleware"));
        return this;
    }

    /**
     * Adds a listener for what happens to rooms.
     *
     * @param listener called on threads of the executor
     * @return this namespace
     */
    public Namespace onRooms(RoomListener listener) {
        local.onRooms(Misuse.requireNonNull(listener, "listener"));
        targets().forEach(target -> target.local.watchRooms());
        return this;
    }

    /** {@return the sockets that are connected now} */
    public Collection<Socket> sockets() {
        if (children.isEmpty()) {
            return rooms.select(Set.of(), Set.of());
        }
        var all = new ArrayList<Socket>();
        for (Namespace child : children) {
            all.addAll(child.sockets());
        }
        return all;
    }

    /**
     * {@return the connected socket with that id, or null}
     *
     * @param id the socket id
     */
    public Socket socket(String id) {
        Misuse.requireNonNull(id, "id");
        for (Namespace target : targets()) {
            Socket socket = target.rooms.get(id);
            if (socket != null) {
                return socket;
            }
        }
        return null;
    }

    // ---- other servers of the cluster

    /**
     * Adds a listener for what other servers of the cluster tell this one with {@link #serverSideEmit}.
     *
     * @param event the event's name
     * @param listener gets the arguments; it may acknowledge with one value. Listeners of this kind run one at a time
     * @return this namespace
     */
    public Namespace onServerSideEmit(String event, EventListener listener) {
        Emission.checkServerName(event);
        local.onServerSideEmit(event, Misuse.requireNonNull(listener, "listener"));
        return this;
    }

    @Override
    Audience audience() {
        return audience;
    }

    // ---- within the server

    @Override
    BroadcastOperator all() {
        return all;
    }

    Context context() {
        return context;
    }

    Rooms<Socket> rooms() {
        return rooms;
    }

    /** {@return the namespaces whose sockets receive what is emitted to this one: the children, or else itself} */
    private Collection<Namespace> targets() {
        return children.isEmpty() ? List.of(this) : children;
    }

    Namespace addChild(String childName) {
        var child = new Namespace(context, cluster, childName, this, released);
        children.add(child);
        child.local.watchRooms();                       // after it was added: else onRooms finds it
        return child;
    }

    void removeChild(Namespace child) {
        children.remove(child);
        child.audience.close();
    }

    Namespace parent() {
        return parent;
    }

    private List<Middleware> chain() {
        if (parent == null) {
            return List.copyOf(middlewares);
        }
        var chain = new ArrayList<>(parent.middlewares);
        chain.addAll(middlewares);
        return chain;
    }

    /** A client wants to connect, or to come back. Called in the socket's order. */
    void admit(Socket socket) {
        CompletableFuture<Void> before = told;
        if (before != null && !before.isDone()) {
            before.thenRun(() -> socket.queue().execute(() -> admit(socket)));
        } else if (socket.recoverable() == null) {
            runMiddlewares(socket);
        } else {
            socket.recoverable().find(ask -> {
                if (ask) {
                    runMiddlewares(socket);
                } else {
                    decided(socket, null);
                }
            });
        }
    }

    /** Sockets that want to enter wait until {@link #told}. */
    void closeUntilTold() {
        told = new CompletableFuture<>();
    }

    void told() {
        told.complete(null);
    }

    private void runMiddlewares(Socket socket) {
        context.run(Quote.of(name), () -> "its client waits", chain(), socket.queue()::execute,
                (middleware, next) -> middleware.accept(socket, next), error -> decided(socket, error),
                () -> !socket.link().isClosed());
    }

    private void decided(Socket socket, RuntimeException error) {
        if (socket.link().isClosed()) {
            abandon(socket);                        // the client has left meanwhile
        } else if (error != null) {
            socket.refused();                       // first: once the client is told, it may try again
            abandon(socket);
            debug("refusing", socket);
            refuse(socket, error);
        } else {
            debug("adding", socket);
            if (!socket.enter()) {
                abandon(socket);
                return;
            }
            if (parent != null) {
                call(parent.connectionListeners, socket);
            }
            call(connectionListeners, socket);
            socket.connectionTold();
        }
    }

    private static void debug(String what, Socket socket) {
        if (DEBUG.on()) {
            DEBUG.log(what, socket);
        }
    }

    private void refuse(Socket socket, RuntimeException error) {
        Throwable fault = error;
        if (error instanceof ConnectException meant) {
            try {
                refuse(socket, meant.getMessage(), meant.data());
                return;
            } catch (RuntimeException | Error unsendable) {
                fault = unsendable;
            }
        }
        LOG.log(Level.ERROR, "a middleware of " + Quote.of(name) + " failed; the client is refused", fault);
        // The message of an exception that was not meant for the client may reveal too much.
        refuse(socket, "internal error", null);
    }

    private void refuse(Socket socket, String message, Object data) {
        String reason = message == null ? "" : message;
        socket.link().send(Joining.refused(socket.conn(), name, context.toValue(), reason, data), false);
    }

    private void abandon(Socket socket) {
        if (socket.recoverable() != null) {
            socket.recoverable().giveBack();
        }
        socket.link().forget(name, socket);
        socket.credentials().release();
        released.accept(this);
    }

    private void call(List<Consumer<Socket>> listeners, Socket socket) {
        CONNECTING.set(this);
        for (Consumer<Socket> listener : listeners) {
            try {
                listener.accept(socket);
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "a connection listener of " + Quote.of(name) + " failed", UserFrames.trim(e));
            }
        }
        CONNECTING.remove();
    }

    /** Rooms of a socket have changed. In the socket's order. */
    void roomsChanged(String id, List<Rooms.Change> changes) {
        local.roomsChanged(id, changes);
    }

    /** {@return whether somebody is told of its rooms} */
    boolean hearsRooms() {
        return local.hearsRooms();
    }

    /** A socket has left. */
    void release() {
        released.accept(this);
    }

    static String count(int sockets) {
        return sockets == 1 ? "1 socket" : sockets + " sockets";
    }

    @Override
    public String toString() {
        return "Namespace " + Quote.bare(name, Quote.LONGEST) + " with " + count(sockets().size());
    }
}
