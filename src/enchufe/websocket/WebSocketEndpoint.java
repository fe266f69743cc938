package enchufe.websocket;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.util.List;

/** Decides about the WebSocket connections to one path. Called on their loops, perhaps on several at once: it must not block. */
public interface WebSocketEndpoint {
    /**
     * Admits or refuses a client whose request has already passed the checks of the opening handshake (RFC 6455 §4.2.1).
     *
     * @param head the client's request
     * @param peer who sent it
     * @return what takes over once the connection is open
     * @throws HttpException to refuse with an HTTP status instead of 101
     */
    Opening admit(RequestHead head, Peer peer);

    /**
     * Chooses one of the subprotocols that a client offers (RFC 6455 §1.9); by default the first, which it prefers, as Node's
     * {@code ws} does. Called after {@link #admit}, if the client offers any.
     *
     * @param offered in the client's order of preference: tokens, each different from the others
     * @param head the client's request
     * @return one of them, or null for none: then browsers close the connection
     */
    default String protocol(List<String> offered, RequestHead head) {
        return offered.get(0);
    }

    /** {@return the limits of this endpoint's connections} */
    default WebSocketLimits limits() {
        return WebSocketLimits.DEFAULT;
    }

    /** The second half of {@link #admit}: called when the connection is open, before its first message. */
    @FunctionalInterface
    interface Opening {
        /**
         * The connection is open.
         *
         * @param socket the connection; messages sent from within this call follow the 101 response in the same write
         * @return who receives its messages
         */
        WebSocketListener open(WebSocket socket);
    }
}
