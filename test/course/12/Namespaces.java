import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * Namespaces: separate channels, with listeners of their own, over one connection.
 *
 * Type: java -cp build/enchufe.jar examples/12-namespaces/Namespaces.java
 * See:  open http://localhost:3000. The page connects to /news and to /shop. In the browser's network tools
 *       there is one WebSocket only. "Leave the shop" ends one of the two; the other goes on.
 *
 * The tutorials call io.of("my-namespace") without a slash; Enchufe adds it, as Node does.
 */
public class Namespaces {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/12-namespaces/web"));

        io.of("/news").onConnection(socket -> {
            socket.emit("headline", "Namespaces explained");
            socket.on("publish", String.class, text -> io.of("/news").emit("headline", text));
            socket.onDisconnect(reason -> System.out.println("A reader has left: " + reason));
        });

        io.of("/shop").onConnection(socket -> {
            socket.emit("offer", "Plugs", 3);
            socket.on("buy", String.class, what -> io.of("/shop").emit("sold", what));
            socket.onDisconnect(reason -> System.out.println("A customer has left: " + reason));
        });

        io.listen();
    }
}
