package enchufe.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.WritableByteChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS (RFC 8446, RFC 5246) between a connection and its socket. The JDK's engine knows the protocol; this moves bytes through it,
 * and keeps what one side cannot take yet: of what has come, less than a record, unless the reader has no room; of what is to be
 * sent, at most one {@link WriteBuffers write buffer}. An idle connection keeps nothing.
 *
 * <pre>
 *            read                        socket                         write
 *   reader ◀────── unwrap ◀── kept ◀──────────────── unsent ◀── wrap ◀────── queue
 *                    │                                           ▲
 *                    └── the handshake: the engine says what it needs next
 *                        NEED_UNWRAP  bytes of the peer          NEED_WRAP  to say something itself
 *                        NEED_TASK    long calculations, which run on another thread
 * </pre>
 *
 * Not thread-safe: the connection guards it with the monitor of its outbound queue.
 */
final class TlsChannel implements WritableByteChannel {
    /** A buffer for this much takes what one read brings, and the part of a record that was kept. */
    static final int READ_BYTES = 64 * 1024 + 32 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final ByteChannel channel;
    private ByteBuffer kept = NOTHING;          // has come, and is not decrypted yet
    private ByteBuffer unsent = NOTHING;        // is encrypted, and the socket has not taken it yet
    private boolean hungry = true;              // what is kept, if anything, is less than a record
    private boolean working;                    // the tasks of the engine run
    private boolean secure;                     // the handshake is over
    private boolean ended;                      // the peer sends nothing more
    private int handshake;                      // bytes of it that have come: about as much as the engine keeps of it
    private boolean drained;                    // the last read took less from the socket than it could

    TlsChannel(SSLEngine engine, ByteChannel channel) {
        this.engine = engine;
        this.channel = channel;
    }

    /** {@return whether the handshake is over, so that bytes of the application can be sent} */
    boolean isSecure() {
        return secure;
    }

    /** {@return what the engine wants to calculate, at length; null if nothing. Followed by {@link #worked}} */
    Runnable task() {
        if (working || engine.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
            return null;
        }
        working = true;
        return () -> {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        };
    }

    /** The task has run. */
    void worked() {
        working = false;
    }

    /** {@return whether reading makes no sense now: before it, a task must end, or the socket must take something} */
    boolean isBlocked() {
        return working || hasUnsent() && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    /** {@return whether there may be something to read that the socket does not have any more} */
    boolean hasKept() {
        return !hungry || ended;
    }

    /** {@return how many bytes are kept here of what has come, or in the engine until the handshake is over} */
    int keptBytes() {
        return kept.remaining() + (secure ? 0 : handshake);
    }

    /** {@return whether another read would probably bring nothing} */
    boolean isDrained() {
        return drained && !hasKept();
    }

    /** {@return whether the socket must take something before more can be sent} */
    boolean hasUnsent() {
        return unsent.hasRemaining();
    }

    /** {@return how many bytes the socket has not taken yet} */
    int unsentBytes() {
        return unsent.remaining();
    }

    // ---- reading

    /** Gives bytes that came before the channel was made: the first of the handshake. */
    void first(ByteBuffer cipher) {
        hungry = false;
        keep(cipher);
    }

    /**
     * Reads, and takes the handshake as far as it goes.
     *
     * @param plain takes what is decrypted
     * @param cipher for use within this call; has {@link #READ_BYTES}
     * @return how many bytes were put into {@code plain}; -1 if the peer sends nothing more, in order or not
     * @throws SSLException if the peer breaks the protocol; it has been told
     */
    int read(ByteBuffer plain, ByteBuffer cipher) throws IOException {
        int start = plain.position();
        if (isBlocked()) {
            return 0;
        }
        cipher.clear().put(kept);
        kept = NOTHING;
        if (hungry && !ended) {
            ended = channel.read(cipher) < 0;   // without a close_notify: HTTP and WebSocket have lengths and ends of their own
            drained = cipher.hasRemaining();
        }
        hungry = false;
        cipher.flip();
        try {
            for (boolean isMore = true; isMore; ) {
                isMore = advance(plain, cipher);
            }
        } catch (SSLException e) {
            sayWhy(e);
        } finally {
            keep(cipher);
        }
        int count = plain.position() - start;
        return count == 0 && ended ? -1 : count;
    }

    private void keep(ByteBuffer cipher) {
        kept = cipher.hasRemaining() ? ByteBuffer.allocate(cipher.remaining()).put(cipher).flip() : NOTHING;
    }

    /** Does what the engine needs next. {@return whether there may be more to do} */
    private boolean advance(ByteBuffer plain, ByteBuffer cipher) throws IOException {
        HandshakeStatus needs = engine.getHandshakeStatus();
        if (needs == HandshakeStatus.NEED_TASK) {
            return false;
        }
        if (needs != HandshakeStatus.NEED_WRAP || engine.isOutboundDone()) {
            return decrypt(plain, cipher);
        }
        if (flush() && !encrypt(NOTHING)) {
            throw new SSLException("the TLS engine is stuck");
        }
        return !hasUnsent();
    }

    private boolean decrypt(ByteBuffer plain, ByteBuffer cipher) throws SSLException {
        if (!cipher.hasRemaining()) {
            hungry = true;
            return false;
        }
        SSLEngineResult result = engine.unwrap(cipher, plain);
        note(result);
        handshake += secure ? 0 : result.bytesConsumed();
        if (secure && engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            // Of RFC 5246 §7.4.1.1; TLS 1.3 has none. Attacks began with it, and it lets a client burn the server's time.
            throw new SSLException("the client asks for a renegotiation, which is refused");
        }
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW:
                hungry = true;
                return false;
            case BUFFER_OVERFLOW:
                return false;                   // the rest when the reader has room again
            case CLOSED:
                ended = true;                   // a close_notify (RFC 8446 §6.1); TLS 1.2 wants it answered
                return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
            default:
                return result.bytesConsumed() > 0;
        }
    }

    private void note(SSLEngineResult result) {
        secure |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
    }

    /** The engine has an alert for the peer (RFC 8446 §6.2), which is its last word. */
    private void sayWhy(SSLException fault) throws SSLException {
        try {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && flush()) {
                encrypt(NOTHING);
            }
        } catch (IOException e) {
            fault.addSuppressed(e);
        }
        throw fault;
    }

    // ---- writing

    /** {@inheritDoc} Before the handshake is over, nothing is taken. Afterwards bytes that are taken may still be unsent. */
    @Override
    public int write(ByteBuffer plain) throws IOException {
        int start = plain.position();
        while (secure && flush() && plain.hasRemaining()) {
            if (!encrypt(plain)) {
                throw new IOException("the peer has ended the TLS connection");
            }
        }
        return plain.position() - start;
    }

    /** Hands to the socket what is encrypted already. {@return whether that was everything} */
    boolean flush() throws IOException {
        if (hasUnsent()) {
            channel.write(unsent);
            if (!hasUnsent()) {
                unsent = NOTHING;
            }
        }
        return !hasUnsent();
    }

    /** Encrypts as many records as fit in a buffer, and writes them. {@return whether the engine had anything to send} */
    private boolean encrypt(ByteBuffer plain) throws IOException {
        ByteBuffer cipher = WriteBuffers.take().clear();
        try {
            SSLEngineResult result;
            do {
                result = engine.wrap(plain, cipher);
                note(result);
            } while (result.getStatus() == Status.OK && result.bytesProduced() > 0
                    && (plain.hasRemaining() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP)
                    && cipher.remaining() >= engine.getSession().getPacketBufferSize());
            boolean isAny = cipher.flip().hasRemaining();
            channel.write(cipher);
            if (cipher.hasRemaining()) {
                unsent = ByteBuffer.allocate(cipher.remaining()).put(cipher).flip();
            }
            return isAny;
        } finally {
            WriteBuffers.giveBack(cipher);
        }
    }

    /** Says that nothing more will be sent (a close_notify). {@return whether the socket has taken everything} */
    boolean finish() throws IOException {
        if (!engine.isOutboundDone()) {
            engine.closeOutbound();
            if (flush()) {
                encrypt(NOTHING);
            }
        }
        return flush();
    }

    /** Keeps nothing any more: the socket is closed. */
    void forget() {
        kept = NOTHING;
        unsent = NOTHING;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
