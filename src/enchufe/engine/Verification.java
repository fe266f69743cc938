package enchufe.engine;

import enchufe.http.HttpException;
import enchufe.http.RequestHead;
import java.util.Map;
import java.util.function.Supplier;

/** The checks of a request's query, in the order of Node's server, so that the first fault gives the same code. */
final class Verification {
    private Verification() {}

    /**
     * Checks a request of the polling transport.
     *
     * @return the session that the request is for; null if it is to open one
     * @throws HttpException if it is refused
     */
    static EngineSession ofPolling(RequestHead head, Sessions sessions) {
        EngineSession session = of(head, sessions, Transport.POLLING);
        if (session != null) {
            check(session.transport() == Transport.POLLING, EngineError.BAD_REQUEST, () -> mismatch(head, session));
            check(head.method().equals("GET") || head.method().equals("POST"), EngineError.BAD_REQUEST,
                    () -> Map.of("method", head.method()));
        }
        return session;
    }

    /**
     * Checks a request for a WebSocket.
     *
     * @return the session that the request is for; null if it is to open one
     * @throws HttpException if it is refused
     */
    static EngineSession ofWebSocket(RequestHead head, Sessions sessions) {
        EngineSession session = of(head, sessions, Transport.WEBSOCKET);
        check(session == null || sessions.options().allowUpgrades(), EngineError.BAD_REQUEST, () -> mismatch(head, session));
        return session;
    }

    private static EngineSession of(RequestHead head, Sessions sessions, Transport expected) {
        var query = head.query();
        var transport = Transport.named(query.get("transport"));
        check(transport != null && sessions.options().transports().contains(transport), EngineError.UNKNOWN_TRANSPORT,
                () -> Map.of("transport", String.valueOf(query.get("transport"))));
        String sid = query.getOrDefault("sid", "");
        EngineSession session = sessions.get(sid);
        if (sid.isEmpty()) {
            check(head.method().equals("GET"), EngineError.BAD_HANDSHAKE_METHOD, () -> Map.of("method", head.method()));
        } else {
            check(session != null, EngineError.UNKNOWN_SID, () -> Map.of("sid", sid));
        }
        check(transport == expected, EngineError.BAD_REQUEST, () -> Map.of("name", "TRANSPORT_HANDSHAKE_ERROR"));
        int revision = Encoding.revision(query);
        if (session != null) {
            check(session.protocol() == revision, EngineError.BAD_REQUEST, () -> Map.of("name", "PROTOCOL_MISMATCH"));
        } else if (revision == 3 && !sessions.options().allowEIO3()) {
            sessions.hints().say("EIO=3", "clients of Socket.IO 2 or older are refused, which speak revision 3 of Engine.IO:"
                    + " they need socket.io-client 3 or newer, or start the server with new Options().allowEIO3(true)");
            throw EngineError.UNSUPPORTED_PROTOCOL_VERSION.refusal(Map.of("protocol", revision));
        }
        return session;
    }

    private static Map<String, Object> mismatch(RequestHead head, EngineSession session) {
        return Map.of("name", "TRANSPORT_MISMATCH", "transport", String.valueOf(head.query().get("transport")),
                "previousTransport", session.transport().toString());
    }

    private static void check(boolean fulfilled, EngineError error, Supplier<Map<String, Object>> context) {
        if (!fulfilled) {
            throw error.refusal(context.get());
        }
    }
}
