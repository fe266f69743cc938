import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.time.Duration;

/**
 * send() is emit() for an event named "message", on both sides. Four seconds after a client has connected,
 * the server sends it a message. The page can answer.
 *
 * Type: java -cp build/enchufe.jar examples/05-messages/Messages.java
 * See:  open http://localhost:3000, wait four seconds, and click "Answer": the server prints the answer.
 *       Close the tab earlier, and nothing is sent.
 *
 * The tutorials use setTimeout, whose time goes on when the client has left; a timer of the socket ends
 * with it.
 */
public class Messages {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/05-messages/web"));
        io.onConnection(socket -> {
            socket.after(Duration.ofSeconds(4), () -> {
                System.out.println("Sending a message to " + socket.id());
                socket.send("Sent four seconds after you connected!");
            });
            socket.on("message", String.class, text -> System.out.println("message: " + text));
        });
        io.listen();
    }
}
