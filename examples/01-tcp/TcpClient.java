import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Shows that chunks are not messages: it sends one line in three writes, then three lines in one write. The
 * server answers each line once all the same, because it looks for the ends of the lines.
 *
 * Type: java examples/01-tcp/TcpClient.java (while TcpServer.java runs in another window)
 * See:  here, what was written and what came back; at the server, the chunks that arrived and the lines.
 */
public class TcpClient {
    public static void main(String[] args) throws IOException, InterruptedException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "3000"));
        try (Socket server = new Socket("localhost", port)) {
            server.setTcpNoDelay(true);                         // send each write at once
            var input = new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8);
            var answers = new BufferedReader(input);

            write(server, "Hel");
            Thread.sleep(300);                                  // else two writes may arrive as one chunk
            write(server, "lo, ");
            Thread.sleep(300);
            write(server, "server\n");
            System.out.println("answer: " + answers.readLine());

            write(server, "one\ntwo\nthree\n");
            for (int i = 0; i < 3; i++) {
                System.out.println("answer: " + answers.readLine());
            }

            write(server, "exit\n");
            System.out.println("The server has closed: " + (answers.readLine() == null));
        }
    }

    private static void write(Socket server, String text) throws IOException {
        System.out.println("write:  " + text.replace("\n", "\\n"));
        server.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
