package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import java.util.Map;

/** Why a request is refused: the codes, messages and statuses of Node's Engine.IO server. */
enum EngineError {
    UNKNOWN_TRANSPORT(0, 400, "Transport unknown"),
    UNKNOWN_SID(1, 400, "Session ID unknown"),
    BAD_HANDSHAKE_METHOD(2, 400, "Bad handshake method"),
    BAD_REQUEST(3, 400, "Bad request"),
    FORBIDDEN(4, 403, "Forbidden"),
    UNSUPPORTED_PROTOCOL_VERSION(5, 400, "Unsupported protocol version");

    final int code;
    final int status;
    final String message;

    EngineError(int code, int status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    /** {@return the refusal} */
    Refusal refusal() {
        return refusal(Map.of());
    }

    /** {@return the refusal, with more about it: a {@code message} is told to the client in place of the usual one} */
    Refusal refusal(Map<String, Object> context) {
        return refusal(context, Headers.NONE);
    }

    /** {@return the refusal, with further headers} */
    Refusal refusal(Map<String, Object> context, Headers headers) {
        return new Refusal(this, context, headers);
    }

    /** {@return the refusal as clients of this protocol know it: a bare 403 gets the body of {@link #FORBIDDEN}} */
    static HttpException inEngineTerms(HttpException refusal) {
        return refusal.status() == FORBIDDEN.status && refusal.body().length == 0 ? FORBIDDEN.refusal() : refusal;
    }
}
