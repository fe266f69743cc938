import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server without any library. TCP carries bytes, not messages, and may cut them into chunks anywhere. So
 * both sides need a rule that says where a message ends. Here, a message is a line.
 *
 * Type: java examples/01-tcp/TcpServer.java
 * See:  in another window, type "telnet localhost 3000" (or "nc localhost 3000") and write lines. Each one
 *       comes back; "exit" ends the connection. Then run TcpClient.java, and compare chunks and lines here.
 *
 * The tutorials echo each "data" event of Node as if it were a message; it is a chunk, and may be half a
 * line.
 */
public class TcpServer {
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "3000"));
        try (ServerSocket server = new ServerSocket(port)) {
            System.out.println("The server listens on port " + server.getLocalPort());
            while (true) {
                Socket client = server.accept();
                new Thread(() -> serve(client)).start();    // one thread for each client, since read() waits
            }
        }
    }

    private static void serve(Socket client) {
        System.out.println("A client has connected");
        try (client) {
            echoLines(client);
            System.out.println("A client has left");
        } catch (IOException e) {
            System.out.println("A client has left: " + e.getMessage());
        }
    }

    private static void echoLines(Socket client) throws IOException {
        byte[] chunk = new byte[1024];
        var line = new ByteArrayOutputStream();                 // what has arrived of the present line
        while (true) {
            int size = client.getInputStream().read(chunk);
            if (size < 0) {
                return;                                         // the client has closed the connection
            }
            System.out.println("chunk: " + visible(new String(chunk, 0, size, StandardCharsets.UTF_8)));
            for (int i = 0; i < size; i++) {
                if (chunk[i] != '\n') {
                    line.write(chunk[i]);
                    continue;
                }
                String text = line.toString(StandardCharsets.UTF_8).strip();    // telnet ends lines with \r\n
                line.reset();
                System.out.println("line:  " + text);
                if (text.equals("exit")) {
                    return;
                }
                client.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Shows the ends of lines, which one would not see. */
    private static String visible(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }
}
