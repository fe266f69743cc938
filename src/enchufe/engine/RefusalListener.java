package enchufe.engine;

import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.util.Map;

/** Is told of requests that are refused: {@code connection_error} in Node's server. */
@FunctionalInterface
public interface RefusalListener {
    /**
     * A request is refused. Called on any thread; it must not block.
     *
     * @param head the request
     * @param client the client, also if a proxy has brought the request
     * @param code the code that the client is told, 0 to 5; -1 if it is told none
     * @param message what it means
     * @param context more about it, with the names of Node's server, such as {@code sid}; parts of it come from the client
     */
    void refused(RequestHead head, Peer client, int code, String message, Map<String, Object> context);
}
