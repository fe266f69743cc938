import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * One event for many: to all clients, to all but one, and to one alone.
 *
 * Type: java -cp build/enchufe.jar examples/11-broadcast/Broadcast.java
 * See:  open http://localhost:3000 in two tabs. The counter is the same in both. The new tab is welcomed; the
 *       other one hears that somebody has come. Close a tab: the counter goes down in the other.
 *
 * The tutorials count up and down in a variable. Listeners of several clients run at the same time, so it
 * would go wrong; and it is not needed: the server knows its sockets.
 */
public class Broadcast {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/11-broadcast/web"));
        io.onConnection(socket -> {
            tellCount(io);
            socket.emit("news", "Welcome!");                                    // to this one
            socket.broadcast().emit("news", "Somebody has come");               // to all the others
            socket.onDisconnect(reason -> tellCount(io));
        });
        io.listen();
    }

    /** One at a time: between two threads that count and send, an old number could be sent last. */
    private static synchronized void tellCount(SocketIOServer io) {
        io.emit("count", io.sockets().size());                                  // to all
    }
}
