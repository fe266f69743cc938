import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The exercise of lesson 22, done. Something can be said to one person. */
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
        socket.join("named " + name);               // a room for one
        socket.on("whisper", args -> whisper(io, name, args.getString(0), args.getString(1)));
        socket.on("typing", () -> socket.broadcast().emit("typing", name));
        socket.onDisconnect(reason -> {
            names.remove(name);
            System.out.println(name + " has left");
            showPeople(io);
        });
        showPeople(io);
        return true;
    }

    private static void whisper(SocketIOServer io, String from, String to, String text) {
        io.to("named " + to).emit("whispered", new Message(from, text));
    }

    /** One at a time, since sockets' listeners run at the same time: an old list must not be sent last. */
    private static synchronized void showPeople(SocketIOServer io) {
        io.emit("people", List.copyOf(names));
    }
}
