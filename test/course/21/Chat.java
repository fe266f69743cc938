import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The exercise of lesson 21, done. The others learn who comes and who goes. */
public class Chat {
    record Message(String who, String text) {}

    /** The names of those who are here. "Ana" and "ana" are the same name. */
    private static final Set<String> names = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);

    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/21-chat/web"));
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
        socket.broadcast().emit("news", name + " has entered");
        socket.off("enter");                        // one name is enough
        socket.on("say", String.class, (text, ack) -> {
            io.emit("said", new Message(name, text));
            ack.send();
        });
        socket.onDisconnect(reason -> {
            names.remove(name);
            System.out.println(name + " has left");
            io.emit("news", name + " has left");
        });
        return true;
    }
}
