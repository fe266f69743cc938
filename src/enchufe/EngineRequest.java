package enchufe;

import enchufe.engine.RequestCheck;
import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.http.ResponseWriter;
import enchufe.log.Misuse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A request of Engine.IO before it is served. Used by one middleware at a time: see {@link RequestMiddleware}. */
public final class EngineRequest {
    /** What the server writes itself, or what is for one connection alone. */
    private static final Set<String> OWN = Set.of("connection", "keep-alive", "upgrade", "date", "content-type", "content-encoding",
            "cache-control");

    private final RequestHead head;
    private final Handshake handshake;
    private final List<String> headers = new ArrayList<>();         // name, value, name, value, …
    private String sessionId;

    EngineRequest(RequestHead head, Peer client) {
        this.head = head;
        this.handshake = new Handshake(head, client, Map.of(), System.currentTimeMillis());
    }

    /** {@return what the request says: its headers, query and URL, the client's address; credentials come later} */
    public Handshake handshake() {
        return handshake;
    }

    /** {@return its method: {@code GET} or {@code POST}, or another one, which will be refused} */
    public String method() {
        return head.method();
    }

    /** {@return whether it is to open a session; all others say which one they belong to} */
    public boolean isFirst() {
        return head.query().getOrDefault("sid", "").isEmpty();
    }

    /**
     * Adds a header to the response, also to a refusal and to the response that opens a WebSocket.
     *
     * @param name the header's name
     * @param value its value
     * @throws IllegalArgumentException if it could break the response, or is one that the server writes
     */
    public void header(String name, String value) {
        Misuse.requireNonNull(value, "value");
        new ResponseWriter(200).field(Misuse.requireNonNull(name, "name"), value);
        String lower = name.toLowerCase(Locale.ROOT);
        if (OWN.contains(lower) || lower.startsWith("sec-websocket-")) {
            throw Misuse.argument(name + " is written by the server: leave it out");
        }
        headers.addAll(List.of(name, value));
    }

    /**
     * Chooses the id of the session that this request opens. By default it is 120 random bits; whoever can guess it can read and
     * write in the client's place. The ids of sockets of Socket.IO 1 and 2 are made of it.
     *
     * @param id 1 to 64 letters, digits, - and _; if there is a session with it, the request is answered with 500, or its WebSocket
     *     closed
     * @throws IllegalStateException if the request {@linkplain #isFirst belongs to a session already}
     */
    public void sessionId(String id) {
        if (!Misuse.requireNonNull(id, "id").matches("[A-Za-z0-9_-]{1,64}")) {
            throw Misuse.argument("id is \"" + id + "\": it must have 1 to 64 letters, digits, - and _");
        }
        if (!isFirst()) {
            throw Misuse.state("the request belongs to a session already: ask isFirst() before");
        }
        sessionId = id;
    }

    Headers headers() {
        return Headers.of(headers);
    }

    RequestCheck.Pass pass() {
        return new RequestCheck.Pass(headers(), sessionId);
    }

    @Override
    public String toString() {
        return method() + " request, " + handshake;
    }
}
