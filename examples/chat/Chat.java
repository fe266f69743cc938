import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** A chat: choose a name and talk to everybody. {@code java -cp build/enchufe.jar examples/chat/Chat.java} starts it. */
public class Chat {
    record Message(String message) {}

    private static final int MAX_NAME = 20;
    private static final int MAX_TEXT = 500;

    /** The names of those who are here. "Ana" and "ana" are the same name. */
    private static final Set<String> names = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);

    public static void main(String[] args) {
        String port = args.length > 0 ? args[0] : System.getenv().getOrDefault("PORT", "3000");
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/chat/web"));
        io.onConnection(socket -> {
            socket.on("setUsername", String.class, name -> enter(socket, name));
            socket.on("msg", Message.class, m -> say(io, socket, m.message()));
            socket.onDisconnect(reason -> leave(socket));
        });
        io.listen(Integer.parseInt(port));
        System.out.println("The chat is at http://localhost:" + io.port());
    }

    private static void enter(Socket socket, String wanted) {
        String name = wanted == null ? "" : wanted.strip().replaceAll("\\s+", " ");
        if (name.isEmpty() || name.length() > MAX_NAME) {
            socket.emit("userExists", "A name has 1 to " + MAX_NAME + " characters.");
        } else if (!names.add(name)) {
            socket.emit("userExists", name + " is taken. Please choose another name.");
        } else {
            leave(socket);                                  // who chooses again gives the first name back
            socket.data().put("name", name);
            socket.emit("userSet", Map.of("username", name));
        }
    }

    /** The server says who spoke, not the client; somebody without a name is not heard. */
    private static void say(SocketIOServer io, Socket socket, String text) {
        Object user = socket.data().get("name");
        if (user != null && text != null && !text.isBlank() && text.length() <= MAX_TEXT) {
            io.emit("newmsg", Map.of("user", user, "message", text));
        }
    }

    private static void leave(Socket socket) {
        Object name = socket.data().remove("name");
        if (name != null) {
            names.remove(name);
        }
    }
}
