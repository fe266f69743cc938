import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The chat of lesson 22, with rooms. Each person is in one room. What somebody says, who is here and who is
 * typing is told in that room only.
 *
 * Type: java -cp build/enchufe.jar examples/23-chat-rooms/ChatRooms.java
 * See:  open http://localhost:3000 in two tabs and enter as Ana and Ben. Let Ana go to another room: they no
 *       longer hear each other. Let Ben follow her.
 *
 * The tutorials call socket.join and never socket.leave: who has moved still hears the room before.
 */
public class ChatRooms {
    record Message(String who, String text) {}

    private static final List<String> ROOMS = List.of("Hall", "Kitchen", "Garden");

    /** The names of those who are here. "Ana" and "ana" are the same name. */
    private static final Set<String> names = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);

    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/23-chat-rooms/web"));
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
            io.to(roomOf(socket)).emit("said", new Message(name, text));
            ack.send();
        });
        socket.on("typing", () -> socket.to(roomOf(socket)).emit("typing", name));
        socket.on("move", String.class, room -> move(io, socket, room));
        socket.onDisconnect(reason -> {
            names.remove(name);
            System.out.println(name + " has left");
            showPeople(io);
        });
        socket.data().put("name", name);
        move(io, socket, ROOMS.get(0));
        return true;
    }

    private static void move(SocketIOServer io, Socket socket, String room) {
        if (ROOMS.contains(room)) {
            socket.join(room);              // first: between two rooms it would hear nothing
            ROOMS.stream().filter(other -> !other.equals(room)).forEach(socket::leave);
            showPeople(io);
        }
    }

    /** A socket is also in a room of its own, which has its id as name. */
    private static String roomOf(Socket socket) {
        return socket.rooms().stream().filter(ROOMS::contains).findFirst().orElseThrow();
    }

    /** One at a time, since sockets' listeners run at the same time: an old list must not be sent last. */
    private static synchronized void showPeople(SocketIOServer io) {
        for (String room : ROOMS) {
            var here = io.sockets().stream().filter(socket -> socket.rooms().contains(room));
            io.to(room).emit("people", here.map(socket -> socket.data().get("name")).sorted().toList());
        }
    }
}
