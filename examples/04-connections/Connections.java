import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * Clients come and go. The server is told both, and why a client has left. The pages show how many are
 * here.
 *
 * Type: java -cp build/enchufe.jar examples/04-connections/Connections.java
 * See:  open http://localhost:3000 in two tabs and click the buttons, or close a tab. The number changes in
 *       the other one. The reasons differ: compare those that the page shows with those that the server
 *       prints.
 *
 * The tutorials list "reconnect", "ping", "join" and "leave" as events of the server; those events do not
 * exist: a client that reconnects is a new socket with a new id.
 */
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
            });
        });
        io.listen();
    }

    /** One at a time, since sockets' listeners run at the same time: an old number must not be sent last. */
    private static synchronized void showPeople(SocketIOServer io) {
        io.emit("people", io.sockets().size());
    }
}
