import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * A plain WebSocket, without Socket.IO: the browser's own class speaks to the server. It carries whole
 * messages in both directions, so there are no chunks to put together. But it has no events, rooms or
 * acknowledgements.
 *
 * Type: java -cp build/enchufe.jar examples/02-websocket/WebSocketEcho.java
 * See:  open http://localhost:3000 and send a text. The server prints it and sends it back.
 *
 * The tutorials send back what they get, and the page shows [object Blob]: Node's library ws gives them
 * bytes, also for a text. Here a text stays a text.
 */
public class WebSocketEcho {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/02-websocket/web"));
        io.webSocket("/echo", peer -> {
            System.out.println("A WebSocket has opened");
            peer.onText(text -> {
                System.out.println("text: " + text);
                peer.send(text);
            });
            peer.onClose((code, reason) -> System.out.println("It has closed: " + code + " " + reason));
        });
        io.listen();
    }
}
