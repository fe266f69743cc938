package enchufe.net;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.Request;
import enchufe.http.RequestHead;
import enchufe.http.RequestWriter;
import enchufe.http.ResponseFramer;
import enchufe.log.Log;
import enchufe.log.Quote;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connection to the HttpServer behind, over loopback, that belongs to one client's connection. Complete requests go there in
 * their canonical form; responses go to the client as they are. Confined to the client's loop.
 *
 * <p>The HttpServer never notices that a client has gone: it reads nothing while a request is being answered. So the relay resets
 * the connection, and the handler's next write fails. But a short response, or one that has not begun, is awaited: the HttpServer
 * never forgets a connection if a write fails on another thread than the handler's.
 */
final class Relay implements ConnectionHandler {
    /**
     * When this many bytes wait for a slow reader, on either side, the other side is not read for a while. All that maxPageThreads
     * can relay by default may take an eighth of the heap.
     */
    private static final long HIGH_WATER_BYTES = Math.min(256 * 1024, Runtime.getRuntime().maxMemory() / 8 / 256);
    /** So many requests may be on their way to the HttpServer: their heads are kept until the responses come. */
    static final int MAX_PIPELINED = 100;
    /** If no more bytes than this are still to come of a response, they are awaited although the client has gone. */
    private static final int SHORT_BYTES = 64 * 1024;
    /** A relay that has been idle for this long is closed, before the HttpServer closes it while a request is on its way. */
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** The safe methods (RFC 9110 §9.2.1): such requests change nothing, so they may be sent again. */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Logger LOG = Log.of("enchufe.net");

    private final ClientRelay client;
    private final Connection front;
    private final Connection back;
    private final ResponseFramer responses = new ResponseFramer();
    private boolean serving;                // a request has been sent, and onReadEnd has not seen all responses yet
    private long idleSince;
    private boolean proven;                 // the HttpServer has answered a request on this connection
    private boolean congested;              // the client reads slowly, so the HttpServer is not read
    private long congestedSince;
    private boolean abandoned;              // the client has gone: discard

    /**
     * Connects to the HttpServer behind a port.
     *
     * @param peer the client
     * @param head its request
     * @throws HttpException with status 404 if there is none, 502 if it cannot be reached, 503 if it has too much to do
     */
    static Relay open(HttpListener port, ClientRelay client, Peer peer, Connection front, RequestHead head) {
        InetSocketAddress backEnd = port.backEnd().address();
        if (backEnd == null) {
            throw new HttpException(404, "nothing is served at " + Quote.of(head.path()));
        }
        port.backEnd().checkRoom();
        try {
            return new Relay(port, client, peer, front, backEnd);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the HttpServer behind cannot be reached", e);
            throw new HttpException(502, "the HttpServer behind cannot be reached");
        }
    }

    private Relay(HttpListener port, ClientRelay client, Peer peer, Connection front, InetSocketAddress backEnd)
            throws IOException {
        this.client = client;
        this.front = front;
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.bind(new InetSocketAddress(backEnd.getAddress(), 0));
            var local = (InetSocketAddress) channel.getLocalAddress();
            channel.connect(backEnd);
            back = new Connection(front.loop(), channel);
            back.start(this, gone -> port.backEnd().remove(local));
            port.backEnd().add(local, peer);                 // before the first byte: pages ask who the client is
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    void forward(Request request) {
        serving = true;
        responses.expect(request.head());
        back.send(RequestWriter.write(request));
        if (back.queuedBytes() > HIGH_WATER_BYTES) {
            front.reading(false);
        }
    }

    /** {@return whether a response is still to come} */
    boolean isBusy() {
        return !responses.isIdle();
    }

    /** {@return whether further requests have to wait until these responses have come} */
    boolean isFull() {
        return responses.unanswered().size() >= MAX_PIPELINED;
    }

    /** {@return whether it has been idle for so long that it should be closed} */
    boolean isStale(long now) {
        return !isBusy() && now - idleSince >= IDLE_NANOS;
    }

    /** {@return whether the client has blocked the HttpServer for this long, and still does} */
    boolean hasBlocked(long nanos, long now) {
        return congested && now - congestedSince >= nanos;
    }

    /** The client has gone, or needs no pages for now. */
    void abandon() {
        abandoned = true;
        if (!isBusy()) {
            back.close();
        } else if (responses.isLong(SHORT_BYTES)) {
            back.reset();
        } else {
            back.reading(true);                          // until the response is known to be long, or is over
        }
    }

    /** The client's socket has taken what was queued. */
    void resume() {
        congested = false;
        back.reading(true);
    }

    @Override
    public void onBytes(ByteBuffer in) {
        byte[] copy = new byte[in.remaining()];
        in.get(copy);
        responses.read(ByteBuffer.wrap(copy));
        if (abandoned) {
            if (!responses.isInResponse() || responses.isLong(SHORT_BYTES)) {
                back.reset();                            // and with it requests behind, for which nobody waits
            }
            return;
        }
        front.send(copy);
        if (front.queuedBytes() > HIGH_WATER_BYTES) {
            front.flush();
            congest();
        }
    }

    private void congest() {
        boolean blocked = !front.isWritable();
        if (blocked && !congested) {
            congestedSince = back.loop().now();
        }
        congested = blocked;
        back.reading(!blocked);
    }

    @Override
    public void onReadEnd() {
        if (serving && !abandoned && !isBusy()) {
            serving = false;
            proven = true;
            idleSince = back.loop().now();
            client.served(responses.isClosing());
        }
    }

    @Override
    public void onDrained() {
        if (!front.isClosed()) {
            front.reading(true);
        }
    }

    @Override
    public void onEof() {
        back.close();
    }

    @Override
    public void onShutdown() {}

    @Override
    public void onClosed() {
        if (!abandoned) {
            client.ended();
        }
    }

    /** {@return whether the connection ended in the middle of a response, or at the end of one without length} */
    boolean brokeOff() {
        return responses.isInResponse();
    }

    /**
     * {@return the requests that came when the HttpServer was just closing an idle connection, and may be sent once more on a new
     * one (RFC 9112 §9.3.1); null if there is one that may not}
     */
    List<Request> repeatable() {
        Collection<RequestHead> lost = responses.unanswered();
        boolean safe = proven && lost.stream().allMatch(head -> SAFE.contains(head.method())
                && head.headers().first("Content-Length") == null && head.headers().first("Transfer-Encoding") == null);
        return safe ? lost.stream().map(head -> new Request(head, new byte[0])).toList() : null;
    }
}
