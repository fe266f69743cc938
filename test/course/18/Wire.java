import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * What goes over the wire: packets that you can type by hand.
 *
 * Type: java -cp build/enchufe.jar examples/18-wire/Wire.java
 * See:  open http://localhost:3000. The page has no Socket.IO client, only a bare WebSocket. Send the packets
 *       that it proposes, one after the other, and read the answers. With curl, it goes over HTTP: see the
 *       text of this lesson.
 */
public class Wire {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/18-wire/web"));
        io.onConnection(socket -> {
            socket.on("reverse", (words, ack) -> {
                String backwards = new StringBuilder(words.getString(0)).reverse().toString();
                ack.send(backwards);
            });
            socket.on("say", String.class, text -> io.emit("said", text));
            socket.on("sum", (numbers, ack) -> ack.send(numbers.getInt(0) + numbers.getInt(1)));
        });
        io.listen();
    }
}
