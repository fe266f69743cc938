package enchufe.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Is told what happens on a session: {@link EngineSession#observe}, {@code socket.conn.on(…)} in Node's server. For programs that
 * measure or watch; to serve clients, use {@link EngineListener}. Called on the session's loop, but {@link #sent} on the thread
 * that sends; must not block. What it throws is logged.
 */
public interface SessionObserver {
    /**
     * A packet, of a known type ("Protocol").
     *
     * @param type {@code message}, {@code ping} or {@code pong}; of packets that come, also {@code close}, {@code upgrade},
     *     {@code noop} and {@code open}
     * @param data what it carries, for reading; valid during the call alone
     * @param isBinary whether that is binary; else it is UTF-8
     */
    record Packet(String type, ByteBuffer data, boolean isBinary) {
        /** {@return the data as text, if it is that} */
        public String text() {
            return StandardCharsets.UTF_8.decode(data.duplicate()).toString();
        }
    }

    /**
     * A packet has come: {@code packet} in Node.
     *
     * @param packet the packet
     */
    default void received(Packet packet) {}

    /**
     * A packet is sent, or waits for a poll: {@code packetCreate} in Node.
     *
     * @param packet the packet
     */
    default void sent(Packet packet) {}

    /** The session has moved from long-polling to a WebSocket: {@code upgrade}. */
    default void upgraded() {}

    /** A message that is sent now would go out at once, which was not so before a poll came, for instance: {@code drain}. */
    default void drained() {}

    /**
     * The client has answered a ping, or has sent one in revision 3: {@code heartbeat}. Pongs that nobody asked for do not count.
     *
     * @param roundTrip from the ping to its answer; null in revision 3
     */
    default void heartbeat(Duration roundTrip) {}

    /**
     * The session is over: {@code close}.
     *
     * @param reason why
     */
    default void closed(CloseReason reason) {}
}
