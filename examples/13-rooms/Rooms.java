import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Rooms: groups of sockets on the server. Here each holds two; who comes third gets the next one.
 *
 * Type: java -cp build/enchufe.jar examples/13-rooms/Rooms.java
 * See:  open http://localhost:3000 in three tabs: two are in room 1, the third is in room 2. What you say is
 *       heard in your room. Leave a room, and your place is free for the next one.
 *
 * The tutorials' number of the room never advances: they ask for the clients of a room that does not exist.
 */
public class Rooms {
    private static final int PLACES = 2;

    /** How many sockets are in each room. Listeners run on several threads, so access is synchronized. */
    private static final Map<Integer, Integer> taken = new HashMap<>();

    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/13-rooms/web"));
        io.onConnection(socket -> {
            enter(io, socket);
            socket.on("say", String.class, text -> io.to(roomOf(socket)).emit("said", text));
            socket.on("leave", () -> leave(io, socket));
            socket.on("enter", () -> enter(io, socket));
            socket.onDisconnect(reason -> leave(io, socket));
        });
        io.listen();
    }

    private static synchronized void enter(SocketIOServer io, Socket socket) {
        leave(io, socket);                                      // nobody is in two rooms
        int number = 1;
        while (taken.getOrDefault(number, 0) == PLACES) {
            number++;
        }
        taken.merge(number, 1, Integer::sum);
        socket.data().put("room", number);
        socket.join("room " + number);
        String news = "Room " + number + " holds " + taken.get(number) + " of " + PLACES;
        io.to("room " + number).emit("news", news);
    }

    private static synchronized void leave(SocketIOServer io, Socket socket) {
        Object number = socket.data().remove("room");
        if (number != null) {
            taken.merge((Integer) number, -1, Integer::sum);
            socket.leave("room " + number);
            socket.emit("news", "You are in no room");
            io.to("room " + number).emit("news", "Somebody has left room " + number);
        }
    }

    private static String roomOf(Socket socket) {
        return "room " + socket.data().get("room");             // nobody is in "room null"
    }
}
