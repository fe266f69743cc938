package interop;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The contract server, as a process of its own: {@code CONTRACT_SERVER} is the command that starts it, and Node's own server
 * is one of them ({@code node test/interop/reference-server.js}). The working directory is the project's.
 */
final class ServerProcess implements AutoCloseable {
    private static final String COMMAND = System.getenv().getOrDefault("CONTRACT_SERVER", "test/contract/run");

    private final Process process;
    private final URI uri;

    private ServerProcess(Process process, String scheme, int port) {
        this.process = process;
        this.uri = URI.create(scheme + "://127.0.0.1:" + port);
    }

    /** Starts a server with these settings on a free port; returns when it listens. */
    static ServerProcess start(Map<String, String> settings) throws IOException {
        if (!new File("test/interop").isDirectory()) {
            throw new IOException("run the tests in the project's folder, not in " + new File("").getAbsolutePath());
        }
        var builder = new ProcessBuilder(List.of(COMMAND.split(" "))).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PORT", "0");
        builder.environment().putAll(settings);
        var process = builder.start();
        var output = process.inputReader();
        for (String line; (line = output.readLine()) != null;) {
            if (line.startsWith("listening ")) {
                drain(output);
                return new ServerProcess(process, settings.containsKey("TLS") ? "https" : "http",
                        Integer.parseInt(line.substring("listening ".length())));
            }
        }
        throw new IOException("CONTRACT_SERVER \"" + COMMAND + "\" ended before it listened");
    }

    /** A pipe that nobody reads would stop the server once it is full. */
    private static void drain(BufferedReader output) {
        var thread = new Thread(() -> output.lines().forEach(line -> { }), "output of the contract server");
        thread.setDaemon(true);
        thread.start();
    }

    URI uri() {
        return uri;
    }

    /** Asks the server to close, as an operator does. */
    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
