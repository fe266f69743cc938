import enchufe.SocketIOServer;
import java.nio.file.Path;

/** The exercise of lesson 04, done. The others are told who has left, and why. */
public class Connections {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/04-connections/web"));
        io.onConnection(socket -> {
            System.out.println(socket.id() + " has connected");
            showPeople(io);
            socket.on("throw me out", () -> socket.disconnect());
            socket.onDisconnect(reason -> {
                System.out.println(socket.id() + " has left: " + reason);
                showPeople(io);
                io.emit("left", socket.id(), reason);
            });
        });
        io.listen();
    }

    /** One at a time, since sockets' listeners run at the same time: an old number must not be sent last. */
    private static synchronized void showPeople(SocketIOServer io) {
        io.emit("people", io.sockets().size());
    }
}
