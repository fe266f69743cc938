package enchufe.net;

import enchufe.http.Peer;
import enchufe.log.Log;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** A connection whose bytes are encrypted, from the moment when its handler says so. */
final class TlsConnection extends Connection {
    private static final Logger LOG = Log.of("enchufe.net");

    private Peer peer;                          // null until TLS is spoken, like the next two
    private TlsChannel tls;                     // the queue's monitor guards what it does
    private Executor tasks;
    private Gathering gathering;                // null while nothing is kept
    private boolean willRead;                   // what is kept will be read in this turn of the loop, or the next

    TlsConnection(Loop loop, SocketChannel channel) {
        super(loop, channel);
    }

    /**
     * From now on, TLS is spoken.
     *
     * @param client who is at the other end
     * @param engine knows the protocol
     * @param executor runs its calculations, which would hold up the loop
     * @param first what the peer has sent so far
     */
    void encrypt(Peer client, SSLEngine engine, Executor executor, ByteBuffer first) {
        assert loop().inLoop();
        peer = client;
        tasks = executor;
        tls = new TlsChannel(engine, channel());
        tls.first(first);
        updateInterest();
    }

    @Override
    int receive(ByteBuffer in) throws IOException {
        if (tls == null) {
            return super.receive(in);
        }
        int count;
        boolean isNowSecure;
        boolean isStuck;
        Runnable task;
        synchronized (queue) {
            boolean wasSecure = tls.isSecure();
            count = decrypt(in);
            isNowSecure = tls.isSecure() && !wasSecure;
            task = tls.task();
            isStuck = tls.isBlocked();
            blocked |= tls.hasUnsent();
        }
        gathering = Gathering.note(gathering, this, peer, false, tls.keptBytes());
        if (task != null) {
            tasks.execute(() -> work(task));
        }
        read(!isStuck, HANDSHAKING);
        if (isNowSecure) {
            handler().onSecure();
            onWritable();
        }
        return count;
    }

    private int decrypt(ByteBuffer in) throws IOException {
        try {
            return tls.read(in, loop().cipherBuffer());
        } catch (SSLException e) {
            loop().warnings.say("tls", "the TLS connection of " + peer.address() + " has failed: " + reason(e));
            LOG.log(Level.DEBUG, "TLS has failed", e);
            throw e;
        }
    }

    private static String reason(SSLException fault) {
        String said = fault.getMessage();
        String text = said == null ? "" : said;
        if (text.contains("certificate_unknown") || text.contains("unknown_ca") || text.contains("bad_certificate")) {
            return text + " (the client does not trust the server's certificate: a self-signed one must be made known to it)";
        }
        if (text.contains("No available authentication scheme") || text.contains("no cipher suites in common")) {
            return text + " (does the SSLContext have a KeyManager with a key and its certificate?)";
        }
        return text;
    }

    private void work(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a TLS handshake could not be calculated; its connection is closed", e);
            close();
            return;
        }
        loop().execute(() -> {
            synchronized (queue) {
                tls.worked();
            }
            read(true, HANDSHAKING);
        });
    }

    @Override
    void onWritable() {
        super.onWritable();
        if (tls != null && !isClosed()) {
            read(!isStuck(), HANDSHAKING);
        }
    }

    private boolean isStuck() {
        synchronized (queue) {
            return tls.isBlocked();
        }
    }

    @Override
    boolean isDrained(int count, ByteBuffer in) {
        return tls == null ? super.isDrained(count, in) : tls.isDrained();
    }

    @Override
    void read() throws IOException {
        super.read();
        readKept();
    }

    @Override
    void readKept() {
        if (tls != null && tls.hasKept() && !willRead && !isStuck()) {
            willRead = true;
            loop().execute(this::readLater);
        }
    }

    private void readLater() {
        if (loop().inLoop()) {
            willRead = false;
            readNow();
        } else {
            loop().execute(this::readLater);                // the connection has moved meanwhile
        }
    }

    @Override
    boolean transmit() throws IOException {
        if (tls == null) {
            return super.transmit();
        }
        if (!tls.flush() || !queue.writeTo(tls, tap) || !tls.flush()) {
            return false;
        }
        return !queue.isFinishing() || tls.finish();
    }

    /** {@inheritDoc} During the handshake, the peer's next message is missing, too. */
    @Override
    boolean canWrite() {
        return tls == null || tls.isSecure() || tls.hasUnsent();
    }

    @Override
    long queuedBytes() {
        synchronized (queue) {
            return queue.bytes() + (tls == null ? 0 : tls.unsentBytes());
        }
    }

    @Override
    void ended() {
        synchronized (queue) {
            if (tls != null) {
                tls.forget();
            }
        }
        gathering = Gathering.note(gathering, this, peer, false, 0);
    }
}
