package enchufe.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * A stub of a Redis server: shows what clients send, and answers as a test wants. It has no memory but for what each connection has
 * subscribed to, and a message that is published goes nowhere. Bytes are the characters of ISO 8859-1.
 */
final class TestRedis implements AutoCloseable {
    private static final Set<String> LOGIN = Set.of("AUTH", "SELECT", "PING");

    /** A command: its name and its arguments. */
    record Command(Connection from, List<String> words) {}

    final BlockingQueue<Command> logins = new LinkedBlockingQueue<>();
    /** All other commands. */
    final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final Queue<Connection> connections = new ConcurrentLinkedQueue<>();
    private final int port;
    private ServerSocket listening;
    private Thread accepting;
    private volatile Function<List<String>, String> answers = TestRedis::usual;

    TestRedis() {
        listen(0);
        port = listening.getLocalPort();
    }

    int port() {
        return port;
    }

    /** {@return its address, with no login} */
    RedisAddress address() {
        return RedisAddress.of("redis://127.0.0.1:" + port);
    }

    /** Sets what gives the answer to a command; null for none. The connection reads nothing more before it has returned. */
    void answers(Function<List<String>, String> function) {
        answers = function;
    }

    /** {@return what a Redis says that knows nobody else} */
    static String usual(List<String> words) {
        return switch (words.get(0)) {
            case "PING" -> "+PONG\r\n";
            case "PUBLISH" -> ":0\r\n";
            case "PUBSUB" -> array(bulk(words.get(2)), ":0\r\n");
            case "SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE" ->
                    array(bulk(words.get(0).toLowerCase()), bulk(words.get(1)), ":1\r\n");
            default -> "+OK\r\n";
        };
    }

    static String array(String... elements) {
        return "*" + elements.length + "\r\n" + String.join("", elements);
    }

    static String bulk(String bytes) {
        return "$" + bytes.length() + "\r\n" + bytes + "\r\n";
    }

    /** Goes away: ends all connections, and refuses new ones. */
    void stop() {
        try {
            listening.close();
            accepting.join();                           // while it waits, one more connection may be accepted
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        for (Connection connection = connections.poll(); connection != null; connection = connections.poll()) {
            connection.close();
        }
    }

    /** Comes back, on the same port. */
    void start() {
        listen(port);
    }

    @Override
    public void close() {
        stop();
    }

    private void listen(int where) {
        try {
            listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), where));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerSocket server = listening;
        accepting = inThread(() -> {
            while (true) {                              // until it is closed
                var connection = new Connection(server.accept());
                connections.add(connection);
                inThread(connection::serve);
            }
        });
    }

    private interface Action {
        void run() throws IOException;
    }

    private static Thread inThread(Action action) {
        var thread = new Thread(() -> {
            try {
                action.run();
            } catch (IOException ended) {
                // by the test, or by the client
            }
        }, "test-redis");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** A client's connection. */
    final class Connection {
        private final Socket socket;
        private final Set<String> channels = ConcurrentHashMap.newKeySet();

        private Connection(Socket socket) {
            this.socket = socket;
        }

        /** {@return what it is subscribed to; patterns too} */
        Set<String> channels() {
            return Set.copyOf(channels);
        }

        /** Sends an answer, or a part of it. */
        synchronized void send(String bytes) {
            try {
                socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void message(String channel, String message) {
            send(array(bulk("message"), bulk(channel), bulk(message)));
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void serve() throws IOException {
            try (socket) {
                var reader = new RespReader(socket.getInputStream());
                while (true) {                          // until either side ends it
                    List<String> words = ((List<?>) reader.read()).stream()
                            .map(word -> new String((byte[]) word, ISO_8859_1)).toList();
                    String name = words.get(0);
                    if (name.endsWith("UNSUBSCRIBE")) {
                        channels.remove(words.get(1));
                    } else if (name.endsWith("SUBSCRIBE")) {
                        channels.add(words.get(1));
                    }
                    (LOGIN.contains(name) ? logins : commands).add(new Command(this, words));
                    String answer = answers.apply(words);
                    if (answer != null) {
                        send(answer);
                    }
                }
            } catch (UncheckedIOException ended) {
                throw ended.getCause();
            }
        }
    }
}
