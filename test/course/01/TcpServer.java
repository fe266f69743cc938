import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The exercise of lesson 01, done. It counts the lines of each client, and answers "count". */
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
        int count = 0;
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
                count++;
                String answer = text.equals("count") ? "lines: " + count : text;
                client.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Shows the ends of lines, which one would not see. */
    private static String visible(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }
}
