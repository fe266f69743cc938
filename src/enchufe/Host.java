package enchufe;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import enchufe.dispatch.Dispatcher;
import enchufe.engine.EngineServer;
import enchufe.net.Loops;
import enchufe.net.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What a server runs on: the loops, the port or a bound HttpServer in its place, the pages, the threads; its beginning and end. */
final class Host {
    /** How long clients have to take their last messages when the server closes, and listeners to end. */
    static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

    private final Options options;
    private final Loops loops;
    private final Dispatcher dispatcher;
    private final Port port;                    // null on an HttpServer that was bound before
    private final Pages pages;
    private final List<EngineServer> engines = new CopyOnWriteArrayList<>();

    private InetSocketAddress address;          // under the monitor, like the next
    private boolean closing;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    Host(HttpServer httpServer, Options options) {
        boolean bound = httpServer != null && httpServer.getAddress() != null;
        this.options = options;
        this.loops = new Loops("enchufe-loop", options.loops());
        this.dispatcher = new Dispatcher(options.executor());
        this.port = bound ? null : new Port(loops, options.maxConnections(), options.maxRequestBody());
        this.pages = new Pages(port, httpServer);
        if (bound) {
            address = httpServer.getAddress();
            loops.start();
        }
    }

    Loops loops() {
        return loops;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Pages pages() {
        return pages;
    }

    /** {@return whether there is a port that can serve WebSockets} */
    boolean hasPort() {
        return port != null;
    }

    /**
     * {@return the public port}
     *
     * @throws IllegalStateException if a bound HttpServer stands in its place
     */
    Port port() {
        if (port == null) {
            throw new IllegalStateException("the HttpServer was bound before, so it cannot serve WebSockets: make the"
                    + " SocketIOServer first, and let it listen");
        }
        return port;
    }

    /** Mounts an Engine.IO server at a path. */
    void mount(String path, EngineServer engine, ClientScript script) {
        engines.add(engine);
        engine.filter(options.cors());
        HttpHandler handler = new EngineHandler(options.cors(), engine, script);
        if (port == null) {
            pages.handle(path, handler);
        } else {
            pages.keep(path);
            port.handle(path, handler, options.engine().maxHttpBufferSize());
            port.webSocket(path, engine);
            port.homes(path, engine::loopOf);
        }
    }

    /** Listens on addresses; null among them is the wildcard. */
    synchronized void listen(InetAddress[] hosts, int number) {
        checkNotListening();
        try {
            InetSocketAddress first = port.bind(new InetSocketAddress(hosts[0], number));
            for (int i = 1; i < hosts.length; i++) {
                port.bind(new InetSocketAddress(hosts[i], first.getPort()));
            }
            pages.start();
            port.accept();
            loops.start();
            address = first;
        } catch (BindException e) {
            port.unbind();
            throw new IllegalStateException("port " + number + " cannot be had (" + e.getMessage() + "): stop the program"
                    + " that uses it, or listen on another port; 0 takes a free one", e);
        } catch (IOException e) {
            port.unbind();
            throw new UncheckedIOException("the server cannot listen: " + e.getMessage(), e);
        }
    }

    private void checkNotListening() {
        if (closing) {
            throw new IllegalStateException("the server has been closed: make a new one");
        }
        if (address != null) {
            throw new IllegalStateException(port == null
                    ? "the HttpServer was bound before and is served at its port " + address.getPort() + " already"
                    : "the server listens at port " + address.getPort() + " already");
        }
    }

    synchronized int portNumber() {
        if (address == null) {
            throw new IllegalStateException("the server does not listen yet: call listen first");
        }
        return address.getPort();
    }

    /**
     * Ends everything, once, and waits until that is done; on a loop, which has to do it, it does not wait.
     *
     * @param grace how long it may take
     * @param disconnectSockets what comes first; its future completes when the sockets' listeners have been told
     */
    void close(Duration grace, Supplier<CompletableFuture<Void>> disconnectSockets) {
        boolean first;
        boolean used;
        synchronized (this) {
            first = !closing;
            used = address != null;
            closing = true;
        }
        if (first && used) {
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
        within(grace, told).runAfterBoth(emptied, this::release);
    }

    private static CompletableFuture<Void> within(Duration grace, CompletableFuture<Void> future) {
        return future.completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Who has not fetched what was left has had its time, and the port may go. {@return completed when all have gone} */
    private CompletableFuture<Void> cut(long end) {
        engines.forEach(EngineServer::abort);
        return port == null ? loops.settled()           // behind what the engines have to do
                : port.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    private void release() {
        pages.stop();
        loops.stop();
        dispatcher.close();
        closed.complete(null);
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
