import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * Events of the server, with names of your own. An event can have any number of arguments, or none.
 *
 * Type: java -cp build/enchufe.jar examples/06-server-events/ServerEvents.java
 * See:  open http://localhost:3000. The page shows the three events, in the order in which they were sent.
 *
 * The tutorials do not say which names are reserved: "connect", "connect_error", "disconnect",
 * "disconnecting", "newListener" and "removeListener". To emit one of them is an error.
 */
public class ServerEvents {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/06-server-events/web"));
        io.onConnection(socket -> {
            System.out.println("Sending three events to " + socket.id());
            socket.emit("welcome", "A custom event named welcome!");
            socket.emit("weather", "Lima", 19, false);
            socket.emit("end");
        });
        io.listen();
    }
}
