import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * The smallest application: a server that serves a page, and a page that connects to the server. Both share
 * one port.
 *
 * Type: java -cp build/enchufe.jar examples/03-hello/Hello.java
 * See:  open http://localhost:3000. The page says "Hello world" and that it is connected; the server says
 *       so too.
 *
 * The tutorials load the client script from another site, in a version that may not fit; the server has it.
 */
public class Hello {
    public static void main(String[] args) {
        var io = new SocketIOServer();
        io.files("/", Path.of("examples/03-hello/web"));        // "/" is the file index.html in that folder
        io.onConnection(socket -> System.out.println("A user has connected: " + socket.id()));
        io.listen();                                            // port 3000, or what the variable PORT says
    }
}
