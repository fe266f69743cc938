import enchufe.SocketIOServer;
import java.nio.file.Path;

/** The exercise of lesson 02, done. A second path, /shout, answers in capital letters. */
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
        io.webSocket("/shout", peer -> peer.onText(text -> peer.send(text.toUpperCase())));
        io.listen();
    }
}
