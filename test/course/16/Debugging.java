import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * Debug lines: both sides can say what each of their layers does.
 *
 * Type: DEBUG=* java -cp build/enchufe.jar examples/16-debug/Debugging.java
 *       (on Windows: java -Denchufe.debug=* -cp build/enchufe.jar examples/16-debug/Debugging.java)
 * See:  open http://localhost:3000, tick "debug lines" and open the browser's console: the client's lines
 *       are there, the server's in its window. Then choose: DEBUG=engine:ws shows one layer alone.
 *
 * The tutorials show the lines of Node's server; these have the same categories.
 */
public class Debugging {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/16-debug/web"));
        io.onConnection(socket -> socket.on("hello", (words, ack) -> {
            socket.join("greeters");
            io.to("greeters").emit("greeted", words.getString(0));
            ack.send("hello, " + words.getString(0));
        }));
        io.listen();
    }
}
