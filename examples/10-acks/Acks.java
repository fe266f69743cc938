import enchufe.AckTimeoutException;
import enchufe.Args;
import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Questions and answers: with an event, each side can ask the other for an acknowledgement, and wait for it.
 *
 * Type: java -cp build/enchufe.jar examples/10-acks/Acks.java
 * See:  open http://localhost:3000 and add two numbers: the answer comes from the server. Leave a field empty
 *       and add: the listener fails, and after five seconds the page gives up. Then click "Ask me": now the
 *       server asks, and you have five seconds to answer.
 *
 * The tutorials send a second event as the answer. Who gets two answers at once cannot tell them apart then;
 * an acknowledgement belongs to its question.
 */
public class Acks {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/10-acks/web"));
        io.onConnection(socket -> {
            socket.on("sum", (numbers, ack) -> ack.send(numbers.getInt(0) + numbers.getInt(1)));
            socket.on("ask me", () -> ask(socket));
        });
        io.listen();
    }

    private static void ask(Socket socket) {
        socket.timeout(Duration.ofSeconds(5))
                .emitWithAck("question", "What is your favourite colour?")
                .whenComplete((answer, error) -> report(socket, answer, error));
    }

    /** One of the two is null: either the answer, or the reason why there is none. */
    private static void report(Socket socket, Args answer, Throwable error) {
        if (error == null) {
            System.out.println("The answer of " + socket.id() + ": " + answer.getString(0));
        } else if (error instanceof AckTimeoutException) {
            System.out.println("No answer of " + socket.id() + " within five seconds");
            socket.emit("too late");
        } else {
            System.out.println(socket.id() + " has left before it answered");
        }
    }
}
