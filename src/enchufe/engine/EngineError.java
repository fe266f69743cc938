package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Why a request is refused: the codes, messages and statuses of Node's Engine.IO server. */
enum EngineError {
    UNKNOWN_TRANSPORT(0, 400, "Transport unknown"),
    UNKNOWN_SID(1, 400, "Session ID unknown"),
    BAD_HANDSHAKE_METHOD(2, 400, "Bad handshake method"),
    BAD_REQUEST(3, 400, "Bad request"),
    FORBIDDEN(4, 403, "Forbidden"),
    UNSUPPORTED_PROTOCOL_VERSION(5, 400, "Unsupported protocol version");

    private static final Headers JSON = Headers.of(List.of("Content-Type", "application/json"));

    private final int status;
    private final String message;
    private final byte[] body;

    EngineError(int code, int status, String message) {
        this.status = status;
        this.message = message;
        this.body = ("{\"code\":" + code + ",\"message\":\"" + message + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return the refusal, with the JSON body that clients know} */
    HttpException refusal() {
        return new HttpException(status, message, JSON, body);
    }

    /** {@return whether a request was refused for this reason} */
    boolean isReasonOf(HttpException refusal) {
        return refusal.getMessage().equals(message);
    }

    /** {@return the refusal as clients of this protocol know it: a bare 403 gets the body of {@link #FORBIDDEN}} */
    static HttpException inEngineTerms(HttpException refusal) {
        return refusal.status() == FORBIDDEN.status && refusal.body().length == 0 ? FORBIDDEN.refusal() : refusal;
    }
}
