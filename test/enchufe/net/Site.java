package enchufe.net;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import enchufe.Soon;
import enchufe.tls.TestCertificates;
import enchufe.tls.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** A port on its loop, or several, and the HttpServer behind it, on loopback. */
final class Site implements AutoCloseable {
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");       // else each small page takes 40 ms
    }

    /** Whether the sites that are made from now on speak TLS, and their clients too. */
    static boolean secure;

    private final SSLContext client = secure ? TestCertificates.trusting(TestCertificates.local()) : null;
    final Loops loops;
    final Loop loop;            // the first
    final HttpListener port;
    final HttpServer pages;
    private final ExecutorService pageThreads = Executors.newCachedThreadPool();
    private final InetSocketAddress address;

    Site() throws IOException {
        this(1_000, 2_000_000);
    }

    Site(int maxConnections, int maxRequestBody) throws IOException {
        this(maxConnections, maxRequestBody, 1);
    }

    Site(int maxConnections, int maxRequestBody, int count) throws IOException {
        this(maxConnections, maxRequestBody, new Loops("loop", count));
    }

    Site(int maxConnections, int maxRequestBody, Loops loops) throws IOException {
        this.loops = loops;
        loop = loops.first();
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        pages = HttpServer.create(loopback, 0);
        pages.setExecutor(pageThreads);
        pages.start();
        port = new HttpListener(loops, maxConnections, maxRequestBody);
        port.backEnd(pages.getAddress());
        port.tls(secure ? Tls.of(TestCertificates.local().context(), parameters -> { }) : null);
        address = port.bind(loopback);
        port.accept();
        loops.start();
    }

    /** A page of the HttpServer. */
    Site page(String path, HttpHandler handler) {
        pages.createContext(path, handler);
        return this;
    }

    /** A page whose body has a known length. */
    Site page(String path, byte[] body) {
        return page(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            }
            exchange.sendResponseHeaders(200, head || body.length == 0 ? -1 : body.length);
            try (var out = exchange.getResponseBody()) {
                if (!head) {
                    out.write(body);
                }
            }
        });
    }

    Client client() throws IOException {
        return new Client(address, 0, client);
    }

    /** A client whose operating system takes little before it is read. */
    Client slowClient() throws IOException {
        return new Client(address, 32 * 1024, client);
    }

    /** {@return whether a new client is cut off, without a word} */
    boolean cutsOff() throws IOException {
        try (Client client = client()) {
            return client.isAtEnd();
        } catch (SSLException | SocketException e) {
            return true;                        // in the handshake; with a reset, if the server has not read its first bytes
        }
    }

    /** Waits until the loops have looked at their sockets, and done everything that they have been told so far. */
    void turn() {
        Soon.get(loops.settled());
        Soon.get(loops.settled());              // the first may come in a turn that had looked before
    }

    /** Waits until the first loop serves as many connections as this; those to the HttpServer behind are among them. */
    void awaitConnections(int count) {
        Soon.holds(count + " connections", () ->
                Soon.get(CompletableFuture.supplyAsync(() -> loop.connections().size(), loop)) == count);
    }

    @Override
    public void close() {
        Soon.get(port.close(Duration.ofMillis(100)));
        loops.stop();
        loops.all().forEach(Site::join);
        pages.stop(0);
        pageThreads.shutdownNow();
    }

    private static void join(Loop loop) {
        try {
            loop.join(60_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
