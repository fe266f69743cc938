import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A random number again and again, as often as the page wishes. Each client has a timer of its own.
 *
 * Type: java -cp build/enchufe.jar examples/08-numbers/Numbers.java
 * See:  open http://localhost:3000, choose the milliseconds, and click "Start". The server prints what it
 *       sends. Close the tab: it sends no more.
 *
 * The tutorials never clear their interval: it goes on for each client that has left, until the server
 * ends. A timer of the socket ends with it.
 */
public class Numbers {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/08-numbers/web"));
        io.onConnection(socket -> {
            socket.on("start", int.class, milliseconds -> start(socket, milliseconds));
            socket.onDisconnect(reason -> System.out.println(socket.id() + " has left"));
        });
        io.listen();
    }

    private static void start(Socket socket, int milliseconds) {
        if (socket.data().get("timer") instanceof Future<?> running) {
            running.cancel(false);                          // else there would be two
        }
        int atLeast10 = Math.max(10, milliseconds);         // a client could ask for 0
        Future<?> timer = socket.every(Duration.ofMillis(atLeast10), () -> sendNumber(socket));
        socket.data().put("timer", timer);
    }

    private static void sendNumber(Socket socket) {
        int number = ThreadLocalRandom.current().nextInt(100);
        System.out.println(number + " to " + socket.id());
        socket.emit("number", number);
    }
}
