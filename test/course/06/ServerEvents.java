import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.List;

/** The exercise of lesson 06, done. A fourth event has a list. */
public class ServerEvents {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/06-server-events/web"));
        io.onConnection(socket -> {
            System.out.println("Sending four events to " + socket.id());
            socket.emit("welcome", "A custom event named welcome!");
            socket.emit("weather", "Lima", 19, false);
            socket.emit("forecast", List.of(21, 19, 23));
            socket.emit("end");
        });
        io.listen();
    }
}
