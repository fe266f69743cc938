import enchufe.Socket;
import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The exercise of lesson 20, done. The last line can be taken back. */
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
            socket.on("undo", () -> undo(io));
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

    private static synchronized void undo(SocketIOServer io) {
        lines.pollLast();
        io.emit("lines", List.copyOf(lines));
    }

    private static synchronized void clear(SocketIOServer io) {
        System.out.println("cleared: " + lines.size() + " lines");
        lines.clear();
        io.emit("lines", List.of());
    }
}
