package enchufe.serve;

import com.sun.net.httpserver.HttpServer;
import enchufe.dispatch.Dispatcher;
import enchufe.engine.EngineOptions;
import enchufe.engine.EngineServer;
import enchufe.engine.Exchange;
import enchufe.engine.Transport;
import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.net.ConnectionObserver;
import enchufe.net.HttpListener;
import enchufe.net.Loops;
import enchufe.net.PlainWebSockets;
import enchufe.websocket.OutboundBudget;
import enchufe.websocket.WebSocketEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a server runs on: loops, the port or a bound HttpServer in its place, pages, threads. Starts and closes the server. */
public final class Host {
    /** How long clients may take for their last messages when the server closes, and listeners to end. */
    public static final Duration CLOSE_GRACE = Duration.ofSeconds(2);
    private static final Logger LOG = Log.of("enchufe");

    private final HostOptions options;
    private final OriginRule origins;
    private final Loops loops;
    private final Dispatcher dispatcher;
    private final HttpListener port;            // null on an HttpServer that was bound before
    private final OutboundBudget budget;        // shared by all clients, whatever they speak
    private final PlainWebSockets plain;
    private final Pages pages;
    private final List<EngineServer> engines = new CopyOnWriteArrayList<>();

    private InetSocketAddress address;          // under the monitor, like the next
    private boolean closing;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Prepares to serve; the HttpServer is the application's, or null. */
    public Host(HttpServer httpServer, HostOptions options, OriginRule origins) {
        boolean bound = httpServer != null && httpServer.getAddress() != null;
        if (bound && options.tls() != null) {
            throw Misuse.state("the HttpServer was bound before, so it has to speak TLS itself: give the"
                    + " application's HttpsServer, or make the SocketIOServer first, and let it listen");
        }
        this.options = options;
        this.origins = origins;
        this.loops = new Loops("enchufe-loop", options.loops());
        this.dispatcher = new Dispatcher(options.executor());
        this.port = bound ? null : new HttpListener(loops, options.maxConnections(), options.maxRequestBody());
        EngineOptions engine = options.engine();
        this.budget = new OutboundBudget(engine.maxOutboundBytes());
        loops.outbound(budget);
        this.plain = new PlainWebSockets(budget, engine.pingInterval(), engine.pingTimeout());
        this.pages = new Pages(port, httpServer, options);
        if (port != null) {
            port.timeouts(options.timeouts());
            port.tls(options.tls());
        }
        if (!bound) {
            NeverListened.add(this);
        } else {
            address = httpServer.getAddress();
            loops.start();
        }
    }

    /** {@return the threads that read from the network} */
    public Loops loops() {
        return loops;
    }

    /** Sets what closes the server if a loop fails: it must not seem to run if it does not serve. */
    public void closeOnFailure(Runnable close) {
        loops.onFailure(fault -> {
            String what = "a loop cannot go on, so the server closes";
            LOG.log(Level.ERROR, what, fault);
            Log.lastResort(what, fault);                    // the log itself may have failed
            close.run();
        });
    }

    /** {@return which pages may connect} */
    OriginRule origins() {
        return origins;
    }

    /** {@return what runs the handlers} */
    public Dispatcher dispatcher() {
        return dispatcher;
    }

    /** {@return what serves pages} */
    public Pages pages() {
        return pages;
    }

    /** {@return a new Engine.IO server with the transports that this host can serve} */
    public EngineServer newEngine() {
        return new EngineServer(port != null ? options.engine() : pollingAlone(options.engine()), loops::current, budget);
    }

    /** Without a port there are no WebSockets, and so no upgrades. */
    private static EngineOptions pollingAlone(EngineOptions settings) {
        if (!settings.transports().contains(Transport.POLLING)) {
            throw Misuse.state("the HttpServer was bound before, so it cannot serve WebSockets, and the options have"
                    + " no other transport: let them have POLLING, or make the SocketIOServer first, and let it listen");
        }
        return settings.withTransports(Set.of(Transport.POLLING));
    }

    /** Serves plain WebSockets at a path. Throws an {@link IllegalStateException} on an HttpServer that was bound before. */
    public void webSocket(String path, WebSocketEndpoint endpoint) {
        if (port == null) {
            throw Misuse.state("the HttpServer was bound before, so it cannot serve WebSockets: make the"
                    + " SocketIOServer first, and let it listen");
        }
        port.webSocket(path, endpoint, plain);
    }

    /**
     * Serves a page, on the loop, and lets an observer see the bytes of all connections. Throws an {@link IllegalStateException} on
     * an HttpServer that was bound before.
     */
    public void inspector(String path, Consumer<Exchange> page, ConnectionObserver observer) {
        if (port == null) {
            throw Misuse.state("the HttpServer was bound before, so its connections cannot be inspected: make the"
                    + " SocketIOServer first, and let it listen");
        }
        pages.keep(path);
        port.handle(path, page, 0, null);
        port.observer(observer);
    }

    /** Mounts an Engine.IO server at a path; the client script is served below the path, unless it is null. */
    public void mount(String path, EngineServer engine, ClientScript script) {
        engines.add(engine);
        engine.filter(origins);
        engine.sendTimeout(options.timeouts().sendTimeout());
        engine.perMessageDeflate(options.deflateThreshold());
        var handler = new EngineHandler(origins, engine, script);
        if (port == null) {
            pages.handle(path, handler);
        } else {
            pages.keep(path);
            port.handle(path, handler::handle, options.engine().maxHttpBufferSize(), engine::refused);
            port.webSocket(path, engine);
            port.homes(path, engine::loopOf);
        }
    }

    /**
     * Listens on those of the addresses that this machine has.
     *
     * @param hosts the addresses; null among them is the wildcard address
     * @param number the port; 0 for a free one
     * @throws IllegalArgumentException if the number is no port's
     * @throws IllegalStateException if this machine has none of them, or the port cannot be bound at one of them
     */
    public synchronized void listen(InetAddress[] hosts, int number) {
        NeverListened.remove(this);             // if it fails, the exception says why
        Binding.checkPort(number);
        checkNotListening();
        try {
            InetSocketAddress first = Binding.bind(port, hosts, number);
            pages.start();
            port.accept();
            loops.start();
            address = first;
            if (options.announce()) {
                LOG.log(Level.INFO, "Enchufe listens at " + url(first));
            }
        } catch (IOException e) {
            port.unbind();
            throw Misuse.atCaller(new UncheckedIOException("the server cannot listen: " + e.getMessage(), e));
        }
    }

    private void checkNotListening() {
        if (closing) {
            throw Misuse.state("the server has been closed: make a new one");
        }
        if (address != null) {
            throw Misuse.state(port == null
                    ? "the HttpServer was bound before and is served at its port " + address.getPort() + " already"
                    : "the server listens at port " + address.getPort() + " already");
        }
    }

    /** {@return the port that the server listens on} Throws an {@link IllegalStateException} if it does not listen yet. */
    public synchronized int portNumber() {
        if (address == null) {
            throw Misuse.state("the server does not listen yet: call listen first");
        }
        return address.getPort();
    }

    @Override
    public synchronized String toString() {
        return closing ? "(closed)" : address == null ? "(does not listen yet)" : "at " + url(address);
    }

    private String url(InetSocketAddress bound) {
        return (options.tls() == null ? "http://" : "https://") + Binding.inUrl(bound);
    }

    /**
     * Closes the server, once, and waits until that is done. On a loop, which must do the work, it does not wait.
     *
     * @param grace how long it may take
     * @param disconnectSockets called first; its future completes when the sockets' listeners have been called
     */
    public void close(Duration grace, Supplier<CompletableFuture<Void>> disconnectSockets) {
        boolean first;
        boolean used;
        synchronized (this) {
            first = !closing;
            used = address != null;
            closing = true;
        }
        NeverListened.remove(this);
        if (first && used) {
            engines.forEach(EngineServer::refuseNew);   // first: a socket that connects later would get another reason
            shutDown(grace, disconnectSockets.get());   // not under the monitor: it may run listeners
        } else if (first) {
            release();
        }
        if (!loops.inLoop()) {
            await(grace);
        }
    }

    private void shutDown(Duration grace, CompletableFuture<Void> told) {
        long end = System.nanoTime() + grace.toNanos();
        var fetched = CompletableFuture.allOf(engines.stream().map(EngineServer::close).toArray(CompletableFuture[]::new));
        if (port != null) {
            port.drain();
        }
        CompletableFuture<Void> emptied = within(grace, fetched).thenCompose(ignored -> cut(end));
        // A time limit for both: whatever fails, the threads end.
        within(grace, told);
        within(grace.multipliedBy(3).dividedBy(2), emptied);
        CompletableFuture.allOf(told, emptied).whenComplete((nothing, fault) -> {
            if (fault != null) {
                LOG.log(Level.ERROR, "a socket could not be disconnected", fault);
            }
            release();
        });
    }

    private static CompletableFuture<Void> within(Duration grace, CompletableFuture<Void> future) {
        return future.completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the clients that have not taken everything in time, and closes the port. {@return completes when all have left} */
    private CompletableFuture<Void> cut(long end) {
        engines.forEach(EngineServer::abort);
        return port == null ? loops.settled()           // after what the engines do on the loops
                : port.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    private void release() {
        try {
            pages.stop();
        } finally {
            loops.stop();
            dispatcher.close();
            closed.complete(null);
        }
    }

    private void await(Duration grace) {
        try {
            closed.get(2 * grace.toMillis(), TimeUnit.MILLISECONDS);
            loops.join(grace);                          // the port is free only then
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the server did not close in time", e);
        }
    }
}
