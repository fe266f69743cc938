import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.time.Duration;

/** The exercise of lesson 05, done. Whoever sends "again" gets the message once more, a second later. */
public class Messages {
    private static final String TEXT = "Sent four seconds after you connected!";

    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/05-messages/web"));
        io.onConnection(socket -> {
            socket.after(Duration.ofSeconds(4), () -> {
                System.out.println("Sending a message to " + socket.id());
                socket.send(TEXT);
            });
            socket.on("message", String.class, text -> {
                System.out.println("message: " + text);
                if ("again".equals(text)) {
                    socket.after(Duration.ofSeconds(1), () -> socket.send(TEXT));
                }
            });
        });
        io.listen();
    }
}
