import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The chat of lesson 21, which also shows who is here and who is typing. What people type stays text, also in
 * a name.
 *
 * Type: java -cp build/enchufe.jar examples/22-chat-typing/ChatTyping.java
 * See:  open http://localhost:3000 in two tabs and enter as Ana and Ben. Type, and watch the other tab. Then
 *       enter as "<b>Eve</b>" in a third one: the name is shown as you have typed it.
 *
 * The tutorials put names and messages into innerHTML: there, a name can be a program, which the pages of all
 * the others run.
 */
public class ChatTyping {
    record Message(String who, String text) {}

    /** The names of those who are here. "Ana" and "ana" are the same name. */
    private static final Set<String> names = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);

    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/22-chat-typing/web"));
        io.onConnection(socket ->
                socket.on("enter", String.class, (name, ack) -> ack.send(enter(io, socket, name.strip()))));
        io.listen();
    }

    /** {@code add} tests and takes the name in one step: of two who want it at once, one gets it. */
    private static boolean enter(SocketIOServer io, Socket socket, String name) {
        if (name.isEmpty() || name.length() > 20 || !names.add(name)) {
            return false;
        }
        System.out.println(name + " has entered");
        socket.off("enter");                        // one name is enough
        socket.on("say", String.class, (text, ack) -> {
            io.emit("said", new Message(name, text));
            ack.send();
        });
        socket.on("typing", () -> socket.broadcast().emit("typing", name));
        socket.onDisconnect(reason -> {
            names.remove(name);
            System.out.println(name + " has left");
            showPeople(io);
        });
        showPeople(io);
        return true;
    }

    /** One at a time, since sockets' listeners run at the same time: an old list must not be sent last. */
    private static synchronized void showPeople(SocketIOServer io) {
        io.emit("people", List.copyOf(names));
    }
}
