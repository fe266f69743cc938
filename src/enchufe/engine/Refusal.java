package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.json.JsonWriter;
import enchufe.json.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A request is refused with one of the codes that clients know, in JSON; and with more about it, for the server alone. */
final class Refusal extends HttpException {
    private static final long serialVersionUID = 1;
    private static final Headers JSON = Headers.of(List.of("Content-Type", "application/json"));

    final EngineError error;
    final transient Map<String, Object> context;

    Refusal(EngineError error, Map<String, Object> context, Headers headers) {
        super(error.status, error.message, JSON.and(headers), body(error.code, context.getOrDefault("message", error.message)));
        this.error = error;
        this.context = context;
    }

    private static byte[] body(int code, Object message) {
        var out = new Utf8Buffer();
        out.put("{\"code\":" + code + ",\"message\":");
        new JsonWriter(out, (binary, rest) -> { }).write(message);
        out.put("}");
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
