import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * Two ways to carry the same events: HTTP requests that wait for news (long-polling), and a WebSocket.
 *
 * Type: DEBUG=engine:* java -cp build/enchufe.jar examples/17-transports/Transports.java
 * See:  open http://localhost:3000. The page connects in three ways: by polling, by WebSocket, and as clients
 *       do by default, which begins with polling and moves to a WebSocket. All of them get the same events.
 *
 * The tutorials configure transports of old such as flashsocket and xhr-polling; today there are these two.
 */
public class Transports {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/17-transports/web"));
        io.onConnection(socket -> {
            System.out.println("Connected by " + socket.conn().transport());
            socket.on("which", (nothing, ack) -> ack.send(socket.conn().transport().toString()));
        });
        io.listen();
    }
}
