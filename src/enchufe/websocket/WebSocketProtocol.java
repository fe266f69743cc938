package enchufe.websocket;

import enchufe.websocket.FrameHeader.Opcode;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * One WebSocket connection after its opening handshake, without the network: bytes of the peer go in, messages go to the
 * listener, control frames to the {@link Output}. It answers pings and conducts the closing handshake (RFC 6455 §7):
 *
 * <pre>{@code
 *                    close()                      close frame comes
 *            OPEN ────────────▶ CLOSING ────────────────────────────────────▶ CLOSED
 *              │  close frame      │                                            ▲
 *              │  goes out         └── TCP ends, or the peer breaks a rule ─────┤
 *              ├── close frame comes: it is echoed ─────────────────────────────┤
 *              ├── the peer breaks a rule: a close frame with the code goes out ┤
 *              └── TCP ends ────────────────────────────────────────────────────┘
 * }</pre>
 *
 * <p>Confined to one thread, that of the connection's loop. Messages to the peer do not pass through here: whoever hosts the
 * connection queues them.
 */
public final class WebSocketProtocol {
    /** Where the control frames go: to the end of the queue of what waits for the network. */
    public interface Output {
        /**
         * Queues a frame.
         *
         * @param frame the whole frame; the callee may keep it
         */
        void write(byte[] frame);

        /**
         * Queues the close frame. It is the last frame: what is sent later must be dropped (RFC 6455 §5.5.1). The peer is to
         * answer and TCP to end within a time of the host's choice; after it the host cuts the connection and calls
         * {@link #onEof}.
         *
         * @param frame the whole frame; the callee may keep it
         */
        void writeLast(byte[] frame);

        /**
         * The connection is over: to be closed once the queue is written, ideally by shutting down the output and discarding
         * input until it ends, since a reset would destroy what the peer has not read yet (RFC 6455 §7.1.1). Called at most
         * once.
         *
         * @param peerIsDone whether the peer has sent its close frame: nothing follows that could cause a reset (RFC 6455 §5.5.1)
         */
        void closeTransport(boolean peerIsDone);

        /** {@return whether the peer does not read what is sent to it, so that more would only pile up} */
        boolean isCongested();
    }

    private enum State { OPEN, CLOSING, CLOSED }

    private final Side side;
    private final WebSocketListener listener;
    private final Output output;
    private final WebSocketLimits limits;
    private FrameReader reader;             // null between messages: most connections are idle most of the time
    private State state = State.OPEN;
    private byte[] owedPong;                // the pong that waits for the end of a congestion, or null

    /**
     * Begins with an open connection.
     *
     * @param side which end this is
     * @param limits what the peer may send
     * @param listener receives the messages and the end
     * @param output takes the control frames
     */
    public WebSocketProtocol(Side side, WebSocketLimits limits, WebSocketListener listener, Output output) {
        this.side = side;
        this.listener = Objects.requireNonNull(listener, "listener");
        this.output = Objects.requireNonNull(output, "output");
        this.limits = limits;
    }

    /**
     * Takes all bytes that have come from the peer.
     *
     * @param in the bytes between its position and limit, with an accessible array: they are unmasked in place
     */
    public void receive(ByteBuffer in) {
        if (state == State.CLOSED) {
            in.position(in.limit());
            return;
        }
        if (reader == null) {
            reader = new FrameReader(side, limits, new Incoming());
        }
        try {
            reader.receive(in);
        } catch (ProtocolException violation) {
            in.position(in.limit());
            fail(violation);
        }
        if (reader.isIdle()) {
            reader = null;
        }
    }

    /** {@return the bytes that are kept of a message that is not complete} */
    public int gatheredBytes() {
        return reader == null ? 0 : reader.gatheredBytes();
    }

    /** The TCP connection has ended: the peer closed it, or it broke. */
    public void onEof() {
        onEof("");
    }

    /**
     * The TCP connection has ended.
     *
     * @param why the host has cut it; empty if it has not
     */
    public void onEof(String why) {
        if (state != State.CLOSED) {
            end(CloseCode.ABNORMAL, why, false);                            // RFC 6455 §7.1.5
        }
    }

    /** Asks the peer for a sign of life (RFC 6455 §5.5.2). Does nothing once the closing handshake has begun. */
    public void ping() {
        if (state == State.OPEN) {
            output.write(side.frame(FrameWriter.control(Opcode.PING, new byte[0])));
        }
    }

    /** What has come at once has been {@link #receive received}. */
    public void onReadEnd() {
        if (state != State.CLOSED) {
            listener.onReadEnd();
        }
    }

    /** The output is no longer congested. */
    public void onWritable() {
        if (owedPong != null) {
            output.write(owedPong);
            owedPong = null;
        }
        if (state != State.CLOSED) {
            listener.onWritable();
        }
    }

    /**
     * Begins the closing handshake (RFC 6455 §7.1.2). Does nothing if it has begun. Messages of the peer are delivered until
     * its own close frame comes.
     *
     * @param code the close code
     * @param reason at most 123 bytes of UTF-8
     * @throws IllegalArgumentException if the code may not be sent or the reason is too long
     */
    public void close(int code, String reason) {
        CloseCode.check(code, reason);
        if (state == State.OPEN) {
            state = State.CLOSING;
            writeClose(code, reason);
        }
    }

    /** {@return whether the connection is over: the listener has been told, and hears nothing more} */
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** The one place where a fault of the peer becomes a close code (RFC 6455 §7.1.7). */
    private void fail(ProtocolException violation) {
        if (state == State.OPEN) {
            writeClose(violation.closeCode(), "");          // the reason is for our log: the peer learns the code alone
        }
        end(violation.closeCode(), violation.getMessage(), false);
    }

    private void writeClose(int code, String reason) {
        owedPong = null;                                    // a peer discards what follows a close frame (RFC 6455 §1.4)
        output.writeLast(side.frame(FrameWriter.close(code, reason)));
    }

    /** The listener comes last, so that an exception of its cannot keep the connection open. */
    private void end(int code, String reason, boolean peerIsDone) {
        state = State.CLOSED;
        owedPong = null;
        if (reader != null) {
            reader.stop();
        }
        if (side.isServer() || !peerIsDone) {               // RFC 6455 §7.1.1: the server closes TCP first, a client waits for it
            output.closeTransport(peerIsDone);
        }
        listener.onClose(code, reason);
    }

    private final class Incoming implements FrameReader.Events {
        @Override
        public void onText(ByteBuffer utf8) {
            listener.onText(utf8);
        }

        @Override
        public void onBinary(ByteBuffer data) {
            listener.onBinary(data);
        }

        /** RFC 6455 §5.5.2: a pong with the same payload. */
        @Override
        public void onPing(ByteBuffer payload) {
            if (state != State.OPEN) {
                return;
            }
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            byte[] pong = side.frame(FrameWriter.control(Opcode.PONG, copy));
            if (output.isCongested()) {
                owedPong = pong;            // RFC 6455 §5.5.3: only the most recent ping needs an answer
            } else {
                owedPong = null;
                output.write(pong);
            }
        }

        /** RFC 6455 §5.5.3: a pong that nobody asked for is a heartbeat and needs no answer. */
        @Override
        public void onPong(ByteBuffer payload) {}

        @Override
        public void onClose(int code, String reason) {
            if (state == State.OPEN) {
                writeClose(code, reason);                   // RFC 6455 §5.5.1: the echo
            }
            end(code, reason, true);
        }
    }
}
