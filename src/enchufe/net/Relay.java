package enchufe.net;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.Quoted;
import enchufe.http.Request;
import enchufe.http.RequestHead;
import enchufe.http.RequestWriter;
import enchufe.log.Log;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One public connection's own connection to the HttpServer behind, over loopback. Complete requests go there in their
 * canonical form; what comes back goes to the client as it is. The HttpServer never notices that a client has gone, so the
 * relay ends the connection for it: a FIN, then whatever it still has to say is discarded.
 */
final class Relay implements ConnectionHandler {
    /** When so much waits for a slow reader, on either side, the other side is not read for a while. */
    private static final int HIGH_WATER_BYTES = 256 * 1024;
    private static final Logger LOG = Log.of("enchufe.net");

    private final Port port;
    private final HttpConnection http;
    private final Connection front;
    private final Connection back;
    private boolean answered;               // the HttpServer has said something
    private boolean abandoned;              // the client has gone: discard

    /**
     * Connects to the HttpServer behind a port.
     *
     * @param peer the client
     * @param head its request
     * @throws HttpException with status 404 if there is none, 502 if it cannot be reached
     */
    static Relay open(Port port, HttpConnection http, Peer peer, Connection front, RequestHead head) {
        InetSocketAddress backEnd = port.backEnd();
        if (backEnd == null) {
            throw new HttpException(404, "nothing is served at " + Quoted.of(head.path()));
        }
        try {
            return new Relay(port, http, peer, front, backEnd);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the HttpServer behind cannot be reached", e);
            throw new HttpException(502, "the HttpServer behind cannot be reached");
        }
    }

    private Relay(Port port, HttpConnection http, Peer peer, Connection front, InetSocketAddress backEnd) throws IOException {
        this.port = port;
        this.http = http;
        this.front = front;
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.bind(new InetSocketAddress(backEnd.getAddress(), 0));
            var local = (InetSocketAddress) channel.getLocalAddress();
            channel.connect(backEnd);
            back = new Connection(front.loop(), channel);
            back.start(this, gone -> port.forget(local));
            port.introduce(local, peer);                 // before the first byte: the handlers ask who is behind it
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    void forward(Request request) {
        back.send(RequestWriter.write(request));
        if (back.queuedBytes() > HIGH_WATER_BYTES) {
            front.reading(false);
        }
    }

    /** No more requests will come: what is in flight is answered, then the relay ends. */
    void finish() {
        back.finish();
    }

    /** The client has gone. */
    void abandon() {
        abandoned = true;
        back.reading(true);
        back.finish();
    }

    /** The client has taken what waited for it. */
    void resume() {
        back.reading(true);
    }

    @Override
    public void onBytes(ByteBuffer in) {
        answered = true;
        if (abandoned) {
            in.position(in.limit());
            return;
        }
        byte[] copy = new byte[in.remaining()];
        in.get(copy);
        front.send(copy);
        if (front.queuedBytes() > HIGH_WATER_BYTES) {
            front.flush();
            back.reading(front.isWritable());
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
            http.relayEnded(answered);
        }
    }
}
