package enchufe;

import java.util.Map;

/**
 * A request of Engine.IO that was refused: {@link Engine#onConnectionError}. Codes, messages and context are those of Node's
 * {@code connection_error}.
 *
 * @param request the request
 * @param code 0 to 5: transport unknown, session unknown, bad method, bad request, forbidden, version not supported; -1 for
 *     what only this server says: it is full, or closes, or the id of a session is taken
 * @param message what the code means
 * @param context more about it, such as {@code sid}, {@code transport} or {@code name}; parts of it come from the client
 */
public record ConnectionError(Handshake request, int code, String message, Map<String, Object> context) {}
