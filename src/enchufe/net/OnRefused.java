package enchufe.net;

import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;

/** Is told of requests that are refused before their handler has seen them, and adds headers to the answers. */
@FunctionalInterface
public interface OnRefused {
    /**
     * A request is refused: its body is too large, for instance, or it came too slowly.
     *
     * @param head the request, without its body
     * @param peer the client
     * @param status the status of the answer
     * @return headers for the answer
     */
    Headers refused(RequestHead head, Peer peer, int status);
}
