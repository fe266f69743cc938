package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.log.Misuse;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Checks every request, of either transport, and may take its time. Node's server has {@code allowRequest}, {@code engine.use},
 * {@code generateId} and the events {@code initial_headers} and {@code headers} for what can be done here.
 */
@FunctionalInterface
public interface RequestCheck {
    /**
     * Lets a request pass, or refuses it. Called on any thread; it must not block.
     *
     * @param head the request
     * @param client the client, also if a proxy has brought the request
     * @return what the request passes with; or fails with an {@link HttpException} to refuse it
     */
    CompletionStage<Pass> check(RequestHead head, Peer client);

    /**
     * {@return a refusal with status 403 and code 4}
     *
     * @param message what the client is told; null for the usual message
     * @param headers to add to the response
     */
    static HttpException forbidden(String message, Headers headers) {
        return EngineError.FORBIDDEN.refusal(message == null ? Map.of() : Map.of("message", message), headers);
    }

    /**
     * What a request passes with.
     *
     * @param headers to add to the response, also to the one that opens a WebSocket
     * @param sessionId the id of the session that the request opens; null for one of the server's. It is a credential: see
     *     {@link EngineSession#id}
     */
    record Pass(Headers headers, String sessionId) {
        /** Nothing. */
        public static final Pass PLAIN = new Pass(Headers.NONE, null);

        /**
         * Checks that there are headers.
         *
         * @param headers {@link Headers#NONE} for none
         * @param sessionId null for one of the server's
         */
        public Pass {
            Misuse.requireNonNull(headers, "headers");
        }
    }
}
