package enchufe.websocket;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Admits WebSocket connections to one path. It is called on the connections' loop threads, perhaps on several at once, and must
 * not block.
 */
public interface WebSocketEndpoint {
    /**
     * Admits or refuses a client whose request has already passed the checks of the opening handshake (RFC 6455 §4.2.1).
     *
     * @param head the client's request
     * @param peer the client
     * @return what to call when the connection is open
     * @throws HttpException to refuse with an HTTP status instead of 101
     */
    Opening admit(RequestHead head, Peer peer);

    /**
     * Admits or refuses a client, perhaps later, in the place of {@link #admit}.
     *
     * @param head the client's request
     * @param peer the client
     * @return completes on any thread with what is called on the loop as {@link #admit} is, or fails with an {@link HttpException};
     *     null, as by default, to have {@link #admit} called
     */
    default CompletionStage<Supplier<Opening>> admitLater(RequestHead head, Peer peer) {
        return null;
    }

    /**
     * Chooses one of the subprotocols that a client offers (RFC 6455 §1.9). By default it is the first, which the client prefers;
     * Node's {@code ws} does the same. Called after {@link #admit}, if the client offers any.
     *
     * @param offered the subprotocols in the client's order of preference, without duplicates
     * @param head the client's request
     * @return one of them; or null for none: browsers then close the connection
     */
    default String protocol(List<String> offered, RequestHead head) {
        return offered.get(0);
    }

    /** {@return the limits of this endpoint's connections} */
    default WebSocketLimits limits() {
        return WebSocketLimits.DEFAULT;
    }

    /** What {@link #admit} returns for a client that it lets in. Called when the connection is open, before its first message. */
    @FunctionalInterface
    interface Opening {
        /**
         * The connection is open.
         *
         * @param socket the connection; messages that are sent during this call are written together with the 101 response
         * @return the receiver of its messages
         */
        WebSocketListener open(WebSocket socket);

        /** {@return headers to add to the 101 response; none by default} */
        default Headers headers() {
            return Headers.NONE;
        }
    }
}
