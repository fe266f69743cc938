package enchufe.websocket;

/**
 * The limits of one WebSocket connection, and whether its messages may be compressed.
 *
 * @param maxMessageBytes the most payload bytes that a message may have, all fragments together; with more the connection is
 *     failed with 1009 (RFC 6455 §7.4.1); also the most that a compressed one may become
 * @param maxFragments the most frames that a message may have; with more the connection is failed with 1008
 * @param deflateThreshold messages of at least so many bytes are compressed for clients that offer permessage-deflate (RFC 7692),
 *     whose own may be compressed; negative for no compression
 */
public record WebSocketLimits(int maxMessageBytes, int maxFragments, int deflateThreshold) {
    /** A million bytes in at most 4,096 fragments. */
    public static final WebSocketLimits DEFAULT = new WebSocketLimits(1_000_000, 4_096);

    /**
     * Makes limits without compression.
     *
     * @param maxMessageBytes at least 1
     * @param maxFragments at least 1
     */
    public WebSocketLimits(int maxMessageBytes, int maxFragments) {
        this(maxMessageBytes, maxFragments, -1);
    }

    /**
     * Checks the limits.
     *
     * @param maxMessageBytes at least 1
     * @param maxFragments at least 1
     * @param deflateThreshold any number
     */
    public WebSocketLimits {
        if (maxMessageBytes < 1 || maxFragments < 1) {
            throw new IllegalArgumentException("limits must be at least 1: maxMessageBytes " + maxMessageBytes
                    + ", maxFragments " + maxFragments);
        }
    }

    /** {@return whether messages may be compressed} */
    public boolean deflates() {
        return deflateThreshold >= 0;
    }

    /** {@return the same limits without compression} */
    WebSocketLimits withoutDeflate() {
        return deflates() ? new WebSocketLimits(maxMessageBytes, maxFragments) : this;
    }
}
