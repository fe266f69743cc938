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
    /** How long clients have to take their last messages when the server closes. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

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
            port.refused(path, engine::refused);
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
     * @param disconnectSockets what comes first; its future completes when the sockets' listeners have been told
     */
    void close(Supplier<CompletableFuture<Void>> disconnectSockets) {
        boolean first;
        boolean used;
        synchronized (this) {
            first = !closing;
            used = address != null;
            closing = true;
        }
        if (first && used) {
            shutDown(disconnectSockets.get());          // not under the monitor: it may run listeners
        } else if (first) {
            release();
        }
        if (!loops.inLoop()) {
            await();
        }
    }

    private void shutDown(CompletableFuture<Void> told) {
        engines.forEach(EngineServer::close);
        CompletableFuture<Void> emptied = port != null ? port.close(CLOSE_GRACE)
                : loops.settled();                     // behind what the engines have to do
        told.completeOnTimeout(null, CLOSE_GRACE.toSeconds(), TimeUnit.SECONDS)
                .runAfterBoth(emptied, this::release);
    }

    private void release() {
        pages.stop();
        loops.stop();
        dispatcher.close();
        closed.complete(null);
    }

    private void await() {
        try {
            closed.get(2 * CLOSE_GRACE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the server did not close in time", e);
        }
    }
}
