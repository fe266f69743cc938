package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.websocket.OutboundBudget;
import enchufe.websocket.WebSocketEndpoint;

/** A server on a fake loop, and what a client does with it. */
final class Fixture {
    static final String POLLING = "EIO=4&transport=polling";
    static final String WEBSOCKET = "EIO=4&transport=websocket";
    static final String UNKNOWN_TRANSPORT = "400 {\"code\":0,\"message\":\"Transport unknown\"}";
    static final String UNKNOWN_SID = "400 {\"code\":1,\"message\":\"Session ID unknown\"}";
    static final String BAD_METHOD = "400 {\"code\":2,\"message\":\"Bad handshake method\"}";
    static final String BAD_REQUEST = "400 {\"code\":3,\"message\":\"Bad request\"}";
    static final String FORBIDDEN = "403 {\"code\":4,\"message\":\"Forbidden\"}";
    static final String UNSUPPORTED = "400 {\"code\":5,\"message\":\"Unsupported protocol version\"}";

    final FakeLoop loop = new FakeLoop();
    final EngineServer server;
    RecordingListener listener = new RecordingListener();
    EngineSession session;                  // the latest

    Fixture() {
        this(EngineOptions.DEFAULT);
    }

    Fixture(EngineOptions options) {
        server = new EngineServer(options, () -> loop, new OutboundBudget(options.maxOutboundBytes()));
        server.onConnection(opened -> {
            session = opened;
            return listener;
        });
    }

    FakeLoopExchange request(String method, String query, String body) {
        var exchange = new FakeLoopExchange(method, query, body.getBytes(UTF_8));
        server.handle(exchange);
        return exchange;
    }

    /** Opens a polling session. */
    Fixture openPolling() {
        request("GET", POLLING, "").answer();
        return this;
    }

    /** Opens a session on a WebSocket. */
    FakeWebSocket openWebSocket() {
        return connect(WEBSOCKET);
    }

    FakeLoopExchange poll() {
        return request("GET", POLLING + "&sid=" + session.id(), "");
    }

    FakeLoopExchange post(String body) {
        return request("POST", POLLING + "&sid=" + session.id(), body);
    }

    /** Opens a WebSocket for the polling session. */
    FakeWebSocket connectForUpgrade() {
        return connect(WEBSOCKET + "&sid=" + session.id());
    }

    FakeWebSocket connect(String query) {
        var socket = new FakeWebSocket();
        socket.listener(admit(query).open(socket));
        return socket;
    }

    WebSocketEndpoint.Opening admit(String query) {
        return server.admit(head(query), new Peer(FakeExchange.ADDRESS, true));
    }

    /** {@return status and body of a refused WebSocket} */
    String refusal(String query) {
        try {
            admit(query);
            throw new AssertionError("admitted: " + query);
        } catch (HttpException e) {
            return e.status() + " " + new String(e.body(), UTF_8);
        }
    }

    static RequestHead head(String query) {
        return new RequestHead("GET", "/engine.io/?" + query, "HTTP/1.1", Headers.NONE);
    }
}
