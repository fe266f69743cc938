package enchufe.net;

import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;

/** Is told of requests that are refused before their handler has seen them, and adds headers to the answers. */
@FunctionalInterface
public interface OnRefused {
    /** A request is refused, since its body is too large, for instance, or came too slowly. {@return headers for the answer} */
    Headers refused(RequestHead head, Peer peer, int status);
}
