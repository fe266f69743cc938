import enchufe.SocketIOServer;
import java.nio.file.Path;

/** The exercise of lesson 03, done. The same page is served below /hello, too. */
public class Hello {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/03-hello/web"));        // "/" is the file index.html in that folder
        io.files("/hello", Path.of("examples/03-hello/web"));
        io.onConnection(socket -> System.out.println("A user has connected: " + socket.id()));
        io.listen();                                            // port 3000, or what the variable PORT says
    }
}
