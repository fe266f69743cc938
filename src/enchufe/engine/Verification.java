package enchufe.engine;

import enchufe.http.HttpException;
import enchufe.http.RequestHead;

/**
 * The checks of a request's query, in the order of Node's server, so that the first fault gives the same code.
 *
 * @param session the session that the request is for; null if it is to open one
 */
record Verification(EngineSession session) {

    /**
     * Checks a request of the polling transport.
     *
     * @throws HttpException if it is refused
     */
    static Verification ofPolling(RequestHead head, Sessions sessions) {
        var checked = of(head, sessions, Transport.POLLING);
        if (checked.session != null) {
            check(checked.session.transport() == Transport.POLLING, EngineError.BAD_REQUEST);
            check(head.method().equals("GET") || head.method().equals("POST"), EngineError.BAD_REQUEST);
        }
        return checked;
    }

    /**
     * Checks a request for a WebSocket.
     *
     * @throws HttpException if it is refused
     */
    static Verification ofWebSocket(RequestHead head, Sessions sessions) {
        var checked = of(head, sessions, Transport.WEBSOCKET);
        check(checked.session == null || sessions.options().allowUpgrades(), EngineError.BAD_REQUEST);
        return checked;
    }

    private static Verification of(RequestHead head, Sessions sessions, Transport expected) {
        var query = head.query();
        var transport = Transport.named(query.get("transport"));
        check(transport != null && sessions.options().transports().contains(transport), EngineError.UNKNOWN_TRANSPORT);
        String sid = query.getOrDefault("sid", "");
        EngineSession session = sessions.get(sid);
        if (sid.isEmpty()) {
            check(head.method().equals("GET"), EngineError.BAD_HANDSHAKE_METHOD);
        } else {
            check(session != null, EngineError.UNKNOWN_SID);
        }
        check(transport == expected, EngineError.BAD_REQUEST);
        check("4".equals(query.get("EIO")),
                session == null ? EngineError.UNSUPPORTED_PROTOCOL_VERSION : EngineError.BAD_REQUEST);
        return new Verification(session);
    }

    private static void check(boolean fulfilled, EngineError error) {
        if (!fulfilled) {
            throw error.refusal();
        }
    }
}
