package enchufe.net;

import enchufe.Soon;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.websocket.Message;
import enchufe.websocket.WebSocket;
import enchufe.websocket.WebSocketEndpoint;
import enchufe.websocket.WebSocketLimits;
import enchufe.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Echoes text and notes what happens; its first connection is there for the test to take. */
class Endpoint implements WebSocketEndpoint, WebSocketListener {
    final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<WebSocket> first = new CompletableFuture<>();
    private WebSocket latest;                   // echoes go here; on the loop

    WebSocket socket() {
        return Soon.get(first);
    }

    String next() {
        return Soon.take(events);
    }

    @Override
    public Opening admit(RequestHead head, Peer peer) {
        return socket -> {
            latest = socket;
            first.complete(socket);
            return this;
        };
    }

    @Override
    public WebSocketLimits limits() {
        return new WebSocketLimits(200_000, 100);
    }

    @Override
    public void onText(ByteBuffer utf8) {
        String text = StandardCharsets.UTF_8.decode(utf8).toString();
        events.add("text " + text);
        latest.send(Message.text(text));
    }

    @Override
    public void onBinary(ByteBuffer data) {
        events.add("binary " + data.remaining());
    }

    @Override
    public void onWritable() {
        events.add("writable");
    }

    @Override
    public void onClose(int code, String reason) {
        events.add("close " + code);
    }
}
