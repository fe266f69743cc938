package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;

/** Checks every request, of either transport, before the server does: the place for rules about origins, and for their headers. */
@FunctionalInterface
public interface RequestFilter {
    /**
     * Admits or refuses a request. Called on any thread; it must not block.
     *
     * @param head the request
     * @param peer the client
     * @return headers to add to the response of a polling request, be it an error; {@link Headers#NONE} for none
     * @throws HttpException to refuse it; a 403 without a body is answered as Node answers a refused origin
     */
    Headers admit(RequestHead head, Peer peer);
}
