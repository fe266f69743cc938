package enchufe.websocket;

/**
 * The limits of one WebSocket connection.
 *
 * @param maxMessageBytes the most payload bytes that a message may have, all fragments together; with more the connection is
 *     failed with 1009 (RFC 6455 §7.4.1)
 * @param maxFragments the most frames that a message may have; with more the connection is failed with 1008
 */
public record WebSocketLimits(int maxMessageBytes, int maxFragments) {
    /** A million bytes in at most 4,096 fragments. */
    public static final WebSocketLimits DEFAULT = new WebSocketLimits(1_000_000, 4_096);

    /**
     * Checks the limits.
     *
     * @param maxMessageBytes at least 1
     * @param maxFragments at least 1
     */
    public WebSocketLimits {
        if (maxMessageBytes < 1 || maxFragments < 1) {
            throw new IllegalArgumentException("limits must be at least 1: maxMessageBytes " + maxMessageBytes
                    + ", maxFragments " + maxFragments);
        }
    }
}
