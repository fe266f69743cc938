package enchufe;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that a user wrote, in a JVM of its own: {@code java -cp enchufe.jar Program.java}. What it prints is read line by line. */
public final class TestProgram implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("http://localhost:(\\d+)");
    /** It compiles a page of code and ends soon: the JVM's second compiler would take half of the time that it runs. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";
    /** An option for a server that works hard: both compilers, as by default. */
    static final String LONG_LIVED = "-XX:TieredStopAtLevel=4";
    private static final String END = "(the end)";
    private static final long SECONDS = 170;            // for a line, and for the end: a busy machine starts JVMs slowly

    private final Process process;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private TestProgram(Process process) {
        this.process = process;
        var reader = new Thread(this::read, "lines of a program");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (var reader = process.inputReader()) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add(e.toString());
        }
        lines.add(END);
    }

    /**
     * Starts a program.
     *
     * @param folder where its source is written to
     * @param main the body of its main method
     * @param environment variables to set
     * @param options of the JVM
     */
    static TestProgram of(Path folder, String main, Map<String, String> environment, String... options) {
        String source = "import enchufe.*;\nimport java.time.Duration;\nimport java.util.*;\n\npublic class Program {\n"
                + "    public static void main(String[] arguments) throws Exception {\n" + main.indent(8) + "    }\n}\n";
        try {
            return ofFile(Files.writeString(folder.resolve("Program.java"), source), environment, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a program from its source file. */
    static TestProgram ofFile(Path source, Map<String, String> environment, String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-cp", jar(), source.toString()));
        return start(arguments, environment);
    }

    /** Starts {@code java -cp enchufe.jar} with these arguments. */
    static TestProgram ofArguments(Map<String, String> environment, String... arguments) {
        var all = new ArrayList<>(List.of("-cp", jar()));
        all.addAll(List.of(arguments));
        return start(all, environment);
    }

    /** Starts {@code java -jar enchufe.jar} with these arguments. */
    static TestProgram ofJar(Map<String, String> environment, String... arguments) {
        var all = new ArrayList<>(List.of("-jar", jar()));
        all.addAll(List.of(arguments));
        return start(all, environment);
    }

    private static TestProgram start(List<String> arguments, Map<String, String> environment) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), SHORT_LIVED));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("DEBUG");
        builder.environment().putAll(environment);
        try {
            return new TestProgram(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String jar() {
        try {
            return new File(SocketIOServer.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the next line that it prints} */
    String next() {
        return Soon.take(lines, SECONDS);
    }

    /** {@return the next line that contains a text; those before it are dropped} */
    String next(String part) {
        var before = new ArrayList<String>();
        for (String line = next(); !line.equals(END); line = next()) {
            if (line.contains(part)) {
                return line;
            }
            before.add(line);
        }
        throw new AssertionError("it ended without a line with \"" + part + "\":\n" + String.join("\n", before));
    }

    /** Reads lines until each of some texts has been in one of them, in any order. */
    void printsAll(List<String> parts) {
        var missing = new ArrayList<>(parts);
        while (!missing.isEmpty()) {
            String line = next();
            if (line.equals(END)) {
                throw new AssertionError("it ended without " + missing);
            }
            missing.removeIf(line::contains);
        }
    }

    /** {@return what it prints until it ends} */
    List<String> rest() {
        var rest = new ArrayList<String>();
        for (String line = next(); !line.equals(END); line = next()) {
            rest.add(line);
        }
        return rest;
    }

    /** {@return its port, which its log names} */
    int port() {
        Matcher found = PORT.matcher(next("http://localhost:"));
        found.find();
        return Integer.parseInt(found.group(1));
    }

    /** {@return its exit status} */
    int status() {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends it as Ctrl+C does. */
    void stop() {
        process.destroy();
        status();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);      // what it has started would live on
        process.destroyForcibly();
        status();
    }
}
