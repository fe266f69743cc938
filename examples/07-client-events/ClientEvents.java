import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * Events of the client. The server names the class of an argument, or takes all arguments as they come. A
 * name may contain spaces.
 *
 * Type: java -cp build/enchufe.jar examples/07-client-events/ClientEvents.java
 * See:  open http://localhost:3000 and use the form and the buttons. The server prints each event. The last
 *       button sends a text where the server expects a number: the server logs what is wrong with it.
 *
 * The tutorials use what arrives as it is; a client can send anything, so the server must look at it.
 */
public class ClientEvents {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/07-client-events/web"));
        io.onConnection(socket -> {
            socket.on("clientEvent", String.class, text -> System.out.println("clientEvent: " + text));
            socket.on("button pressed", values -> {
                String colour = values.getString(0);
                int times = values.getInt(1);
                System.out.println("button pressed: " + colour + ", " + times);
                socket.emit("button seen", colour, times);
            });
        });
        io.listen();
    }
}
