import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A drawing board for all. Each line is sent to everybody, also to the one who drew it, so that all boards
 * are the same. The server remembers the lines and sends them to those who come later.
 *
 * Type: java -cp build/enchufe.jar examples/20-board/Board.java
 * See:  open http://localhost:3000 in two tabs and draw, with the mouse or a finger. Open a third tab: it
 *       shows what is on the board already.
 *
 * The boards of most tutorials forget the lines as soon as they are sent: who comes later sees an empty one.
 */
public class Board {
    enum Color { BLACK, RED, GREEN, BLUE }

    record Line(double x1, double y1, double x2, double y2, Color color) {}

    private static final int MAX_LINES = 5_000;

    /** What is on the board, the oldest line first. Only used by the synchronized methods. */
    private static final Deque<Line> lines = new ArrayDeque<>();

    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/20-board/web"));
        io.onConnection(socket -> {
            show(socket);
            socket.on("line", Line.class, line -> draw(io, line));
            socket.on("clear", () -> clear(io));
        });
        io.listen();
    }

    private static synchronized void show(Socket socket) {
        System.out.println(socket.id() + " sees " + lines.size() + " lines");
        socket.emit("lines", List.copyOf(lines));
    }

    /** When the board is full, the oldest line is forgotten: else the memory would fill, line by line. */
    private static synchronized void draw(SocketIOServer io, Line line) {
        lines.add(line);
        if (lines.size() > MAX_LINES) {
            lines.remove();
        }
        io.emit("line", line);
    }

    private static synchronized void clear(SocketIOServer io) {
        System.out.println("cleared: " + lines.size() + " lines");
        lines.clear();
        io.emit("lines", List.of());
    }
}
