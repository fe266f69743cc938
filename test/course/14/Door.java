import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.Map;

/**
 * Middleware: a function that sees each client before it is connected, and lets it in or refuses it.
 *
 * Type: java -cp build/enchufe.jar examples/14-middleware/Door.java
 * See:  open http://localhost:3000 and enter with a wrong word: the page shows why you are refused. Then with
 *       "sesame": you are in, and the server knows your name.
 *
 * The tutorials disconnect unwelcome clients in their "connection" listener: by then they are connected, and
 * may have received something.
 */
public class Door {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/14-middleware/web"));

        io.use((socket, next) -> {
            Map<String, Object> auth = socket.handshake().auth();          // what the page sends as "auth"
            if (!"sesame".equals(auth.get("word"))) {
                next.refuse("wrong word", Map.of("code", 401, "hint", "It opens a cave."));
                return;                                                     // one decision for each client
            }
            if (auth.get("name") == null) {
                next.refuse("no name", Map.of("code", 400));
                return;
            }
            socket.data().put("name", auth.get("name"));
            next.pass();
        });

        io.onConnection(socket -> {
            System.out.println(socket.data().get("name") + " is in");
            socket.emit("welcome", "Welcome, " + socket.data().get("name") + "!");
        });
        io.listen();
    }
}
