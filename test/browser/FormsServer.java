import enchufe.Options;
import enchufe.SocketIOServer;
import java.nio.file.Path;

/**
 * Two servers of the same pages, for client-forms.test.js: the first brings its own client, the second that of a folder, and lets
 * pages of the first connect.
 */
public class FormsServer {
    public static void main(String[] folders) {
        int first = serve(new Options(), folders[0]);
        int second = serve(new Options().cors("http://127.0.0.1:" + first).clientScript(Path.of(folders[1])), folders[0]);
        System.out.println("listening " + first + " " + second);
    }

    private static int serve(Options options, String pages) {
        var io = new SocketIOServer(options);
        io.files("/", Path.of(pages));
        io.onConnection(socket -> socket.on("echo", (args, ack) -> ack.send(args.get(0))));
        return io.listen("127.0.0.1", 0).port();
    }
}
