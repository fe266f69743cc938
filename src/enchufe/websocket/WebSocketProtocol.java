package enchufe.websocket;

import enchufe.websocket.FrameHeader.Opcode;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The server's end of a WebSocket connection after the opening handshake, without the network. The peer's bytes go in; messages
 * go to the listener, and control frames to the {@link Output}. It answers pings and carries out the closing handshake (RFC 6455
 * §7):
 *
 * <pre>
 *  state     what happens                     what is sent                         next state, and what the listener is told
 *  OPEN      close() is called                a close frame                        CLOSING
 *  OPEN      the peer's close frame arrives   its echo                             CLOSED, the peer's code; 1005 without one
 *  OPEN      the peer breaks a rule           a close frame with the rule's code   CLOSED, the rule's code
 *  OPEN      TCP ends                         nothing                              CLOSED, 1006
 *  CLOSING   a message arrives                nothing                              CLOSING, the message
 *  CLOSING   a ping arrives                   nothing                              CLOSING
 *  CLOSING   the peer's close frame arrives   nothing: ours went out before        CLOSED, the peer's code; 1005 without one
 *  CLOSING   the peer breaks a rule           nothing                              CLOSED, the rule's code
 *  CLOSING   TCP ends                         nothing                              CLOSED, 1006
 *  CLOSED    anything                         nothing                              CLOSED
 * </pre>
 *
 * <p>Confined to one thread, that of the connection's loop. Messages to the peer do not pass through this class: the host of the
 * connection queues them.
 */
public final class WebSocketProtocol {
    /** What the host of the connection does for the protocol. Frames go to the end of the queue that waits for the network. */
    public interface Output {
        /**
         * Queues a frame.
         *
         * @param frame the whole frame; the callee may keep it
         */
        void write(byte[] frame);

        /**
         * Queues the close frame. It is the last frame: the host must drop what is sent later (RFC 6455 §5.5.1). The host
         * chooses how long the peer may take to answer and to end TCP; after that it cuts the connection and calls
         * {@link #onEof}.
         *
         * @param frame the whole frame; the callee may keep it
         */
        void writeLast(byte[] frame);

        /**
         * The connection is over. The host closes it once the queue is written. It should shut down the output first, and
         * discard input until that ends: a reset would destroy what the peer has not read yet (RFC 6455 §7.1.1). Called at most
         * once.
         *
         * @param peerIsDone whether the peer has sent its close frame: then no input follows that could cause a reset (§5.5.1)
         */
        void closeTransport(boolean peerIsDone);

        /** {@return whether data already waits because the peer does not read, so that more would only add to it} */
        boolean isCongested();

        /** {@return whether the listener wants messages now} */
        boolean isReading();
    }

    private enum State { OPEN, CLOSING, CLOSED }

    private final Output output;
    private final WebSocketLimits limits;
    private WebSocketListener listener;
    private FrameReader reader;             // null between messages, since most connections are idle
    private State state = State.OPEN;
    private byte[] owedPong;                // the pong to send when the congestion ends, or null

    /**
     * Makes the protocol of a connection that is open. Nothing may come before it has a {@link #listener listener}.
     *
     * @param limits the limits of what the peer may send
     * @param output takes the control frames
     */
    public WebSocketProtocol(WebSocketLimits limits, Output output) {
        this.limits = limits;
        this.output = Objects.requireNonNull(output, "output");
    }

    /**
     * Takes bytes that have arrived from the peer: all of a buffer, unless the listener stops reading while messages may be
     * compressed. Then the host keeps the rest, and brings it when reading is resumed: of one read, a thousand times as much may
     * become (RFC 7692 has no limit).
     *
     * @param in the bytes between its position and limit, with an accessible array, which is changed: payloads are unmasked in
     *     place
     */
    public void receive(ByteBuffer in) {
        if (state == State.CLOSED) {
            in.position(in.limit());
            return;
        }
        if (reader == null) {
            reader = new FrameReader(limits, new Incoming());
        }
        try {
            reader.receive(in);
        } catch (ProtocolException violation) {
            in.position(in.limit());
            fail(violation);
        }
        if (state == State.CLOSED) {
            in.position(in.limit());
        }
        if (reader.isIdle()) {
            reader = null;
        }
    }

    /**
     * Sets the listener, or lets another take its place.
     *
     * @param next receives the messages that come from now on, and hears of the end
     */
    public void listener(WebSocketListener next) {
        listener = Objects.requireNonNull(next, "next");
    }

    /** {@return the limits of what the peer may send} */
    public WebSocketLimits limits() {
        return limits;
    }

    /** {@return how many bytes of memory the message that has arrived in part takes} */
    public int gatheredBytes() {
        return reader == null ? 0 : reader.gatheredBytes();
    }

    /**
     * The TCP connection has ended: the peer has closed it, the host has cut it, or it is broken.
     *
     * @param why why the host has cut it; empty if the host has not
     */
    public void onEof(String why) {
        if (state != State.CLOSED) {
            end(CloseCode.ABNORMAL, why, false);                            // RFC 6455 §7.1.5: without a close frame
        }
    }

    /** Sends a ping, which the peer must answer (RFC 6455 §5.5.2). Does nothing once the closing handshake has begun. */
    public void ping() {
        if (state == State.OPEN) {
            output.write(FrameWriter.control(Opcode.PING, new byte[0]));
        }
    }

    /** The bytes of one read from the network have been {@link #receive received}. */
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
     * Begins the closing handshake (RFC 6455 §7.1.2). Does nothing if it has begun already. Messages of the peer are delivered
     * until its own close frame arrives.
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

    /** RFC 6455 §7.1.7: the connection is failed. This is the one place where the peer's error becomes a close frame. */
    private void fail(ProtocolException violation) {
        if (state == State.OPEN) {
            writeClose(violation.closeCode(), "");          // the peer gets the code only: the text is for our log
        }
        end(violation.closeCode(), violation.getMessage(), false);
    }

    private void writeClose(int code, String reason) {
        owedPong = null;                                    // RFC 6455 §1.4: the peer discards what follows a close frame
        output.writeLast(FrameWriter.close(code, reason));
    }

    /** Calls the listener last: if it throws, the connection is closed all the same. */
    private void end(int code, String reason, boolean peerIsDone) {
        state = State.CLOSED;
        owedPong = null;
        if (reader != null) {
            reader.stop();
        }
        output.closeTransport(peerIsDone);                  // RFC 6455 §7.1.1: the server closes TCP, and a client waits for that
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

        /** RFC 6455 §5.5.2: the answer is a pong with the same payload. After a close frame nothing more is sent. */
        @Override
        public void onPing(ByteBuffer payload) {
            if (state != State.OPEN) {
                return;
            }
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            byte[] pong = FrameWriter.control(Opcode.PONG, copy);
            if (output.isCongested()) {
                owedPong = pong;            // RFC 6455 §5.5.3: it is enough to answer the latest ping
            } else {
                owedPong = null;
                output.write(pong);
            }
        }

        /** RFC 6455 §5.5.3: a pong needs no answer, whether a ping has asked for it or not. */
        @Override
        public void onPong(ByteBuffer payload) {}

        @Override
        public void onClose(int code, String reason) {
            if (state == State.OPEN) {
                writeClose(code, reason);                   // RFC 6455 §5.5.1: the answer repeats the code
            }
            end(code, reason, true);
        }

        @Override
        public boolean isReading() {
            return output.isReading();
        }
    }
}
