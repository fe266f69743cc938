import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** The exercise of lesson 08, done. The page can stop the numbers. */
public class Numbers {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/08-numbers/web"));
        io.onConnection(socket -> {
            socket.on("start", int.class, milliseconds -> start(socket, milliseconds));
            socket.on("stop", () -> stop(socket));
            socket.onDisconnect(reason -> System.out.println(socket.id() + " has left"));
        });
        io.listen();
    }

    private static void start(Socket socket, int milliseconds) {
        stop(socket);                                       // else there would be two
        int atLeast10 = Math.max(10, milliseconds);         // a client could ask for 0
        Future<?> timer = socket.every(Duration.ofMillis(atLeast10), () -> sendNumber(socket));
        socket.data().put("timer", timer);
    }

    private static void stop(Socket socket) {
        if (socket.data().get("timer") instanceof Future<?> running) {
            running.cancel(false);
        }
    }

    private static void sendNumber(Socket socket) {
        int number = ThreadLocalRandom.current().nextInt(100);
        System.out.println(number + " to " + socket.id());
        socket.emit("number", number);
    }
}
