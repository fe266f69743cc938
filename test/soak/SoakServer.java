import enchufe.AckTimeoutException;
import enchufe.Options;
import enchufe.Socket;
import enchufe.SocketIOServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server of a soak: a little of everything, with limits so low that a few minutes reach them. It says "listening PORT", then
 * answers each line of standard input with one line of what it holds, after a garbage collection; it ends with standard input.
 */
public class SoakServer {
    private static final int PIECE = 50_000;

    private static final AtomicLong events = new AtomicLong();
    private static final AtomicInteger waits = new AtomicInteger();
    /** Questions that were not answered in time although their client was connected, and did not flood: a fault of the server's. */
    private static final AtomicInteger unanswered = new AtomicInteger();
    private static final AtomicInteger tick = new AtomicInteger();

    public static void main(String[] args) throws IOException {
        var io = new SocketIOServer(new Options()
                .pingInterval(Duration.ofSeconds(5)).pingTimeout(Duration.ofSeconds(20))
                .maxInboundBytes(200_000).maxOutboundBytes(2_000_000).pauseTimeout(Duration.ofSeconds(20)).cors("*"));
        io.onConnection(socket -> serve(io, socket));
        byte[] page = "a page".getBytes();
        byte[] film = new byte[20_000_000];
        io.handle("/page", exchange -> {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        io.handle("/film", exchange -> {
            exchange.sendResponseHeaders(200, film.length);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int at = 0; at < film.length; at += PIECE) {           // the JDK keeps twice what one call writes
                    out.write(film, at, PIECE);
                }
            }
        });
        io.webSocket("/echo", peer -> peer.onText(peer::send).onBinary(peer::send));
        io.listen("127.0.0.1", 0);
        var ticker = Executors.newSingleThreadScheduledExecutor();
        ticker.scheduleAtFixedRate(() -> io.emit("tick", tick.incrementAndGet(), "x".repeat(200)), 100, 100,
                TimeUnit.MILLISECONDS);
        System.out.println("listening " + io.port());
        answerQuestions(io);
        ticker.shutdownNow();
        io.close();
    }

    private static void serve(SocketIOServer io, Socket socket) {
        socket.on("echo", args -> {
            events.incrementAndGet();
            socket.emit("echo", args.get(0));
        });
        socket.on("sum", (args, ack) -> ack.send(args.getInt(0) + args.getInt(1)));
        socket.on("join", args -> {
            socket.join(args.getString(0));
        });
        socket.on("say", args -> io.to(args.getString(0)).emit("said", args.get(1)));
        socket.on("slow", args -> {
            events.incrementAndGet();
            pause(args.getInt(0));
        });
        socket.on("wait", (args, ack) -> {
            waits.incrementAndGet();
            try {
                ack.send(socket.timeout(Duration.ofSeconds(30)).emitWithAck("q", args.get(0)).join().get(0));
            } catch (CompletionException e) {
                if (e.getCause() instanceof AckTimeoutException && socket.connected() && args.getInt(0) >= 0) {
                    unanswered.incrementAndGet();
                }
            }
        });
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answerQuestions(SocketIOServer io) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in));
        while (in.readLine() != null) {
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            String[] descriptors = new File("/proc/self/fd").list();
            System.out.println("{\"sockets\":" + io.sockets().size() + ",\"events\":" + events + ",\"waits\":" + waits
                    + ",\"unanswered\":" + unanswered + ",\"tick\":" + tick + ",\"heap\":" + heap
                    + ",\"threads\":" + ManagementFactory.getThreadMXBean().getThreadCount()
                    + ",\"descriptors\":" + (descriptors == null ? -1 : descriptors.length) + "}");
        }
    }
}
