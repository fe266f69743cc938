package enchufe.net;

import enchufe.engine.Exchange;
import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.util.function.Consumer;

/**
 * What serves requests at a path on the loop.
 *
 * @param handler must not block; any thread may answer
 * @param maxBody the most bytes of a request's body
 * @param refused is told of requests that are refused before the handler has seen them; null if nobody is
 */
public record HandlerMount(Consumer<Exchange> handler, int maxBody, Refused refused) {
    /** Takes note of requests that are refused before their handler has seen them, and adds headers to the answers. */
    @FunctionalInterface
    public interface Refused {
        /**
         * A request is refused: its body is too large, say, or it came too slowly.
         *
         * @param head the request, without its body
         * @param peer who sent it
         * @param status the status of the answer
         * @return headers for the answer
         */
        Headers refused(RequestHead head, Peer peer, int status);
    }
}
