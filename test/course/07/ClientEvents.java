import enchufe.SocketIOServer;
import java.nio.file.Path;

/** The exercise of lesson 07, done. It adds two numbers up. */
public class ClientEvents {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/07-client-events/web"));
        io.onConnection(socket -> {
            socket.on("clientEvent", String.class, text -> System.out.println("clientEvent: " + text));
            socket.on("add up", numbers -> socket.emit("sum", numbers.getInt(0) + numbers.getInt(1)));
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
