import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * What goes wrong, and who hears of it: a listener that fails, and a server that is not there for a while.
 *
 * Type: java -cp build/enchufe.jar examples/15-errors/Errors.java
 * See:  open http://localhost:3000 and stop the server with Ctrl+C. The page says that the connection is
 *       lost, and tries again and again. Start the server: the page is back by itself. "Divide by zero"
 *       makes a listener fail: the server logs it, with the line, and goes on.
 *
 * The tutorials listen to connect_failed, reconnecting and others on the socket; those events do not exist
 * any more. The page shows what replaces them.
 */
public class Errors {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/15-errors/web"));
        io.onConnection(socket -> {
            System.out.println(socket.id() + " has connected");
            socket.on("divide", (numbers, ack) -> ack.send(numbers.getInt(0) / numbers.getInt(1)));
            socket.onDisconnect(reason -> System.out.println(socket.id() + " has left: " + reason));
        });
        io.listen();
    }
}
