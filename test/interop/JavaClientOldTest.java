package interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Version 1.0 of the Java client, which speaks revision 3. Two versions cannot share a class path, so it has its own JVM. */
class JavaClientOldTest {
    private static final List<String> CONVERSATION = List.of("greeted", "3 java true", "[\u00e9\u20ac\ud83d\ude00, 1, true]", "[000180ff]",
            "{\"answer\":[\"q\",\"answer\"],\"ok\":true}", "[\"r\"]", "[07, x]", "disconnected: io server disconnect");

    @Test
    void talksOverEachTransport() throws Exception {
        List<String> expected = new ArrayList<>();
        for (String transports : List.of("polling", "websocket", "polling websocket")) {
            expected.add(transports);
            expected.addAll(CONVERSATION);
        }
        try (var server = ServerProcess.start(Map.of("ALLOW_EIO3", "1"))) {
            assertEquals(expected, told(server.uri().toString()));
        }
    }

    private static List<String> told(String uri) throws Exception {
        File[] jars = new File("build/lib").listFiles((folder, name) -> name.matches("(okhttp|okio|json)-.*"));
        File[] old = new File("build/lib/old").listFiles();
        String path = Stream.concat(Stream.of(old), Stream.of(jars)).map(File::getPath)
                .collect(Collectors.joining(File.pathSeparator, "build/tests" + File.pathSeparator, ""));
        var process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Dstdout.encoding=UTF-8", "-Dfile.encoding=UTF-8",
                "-cp", path, OldJavaClient.class.getName(), uri).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var reader = process.inputReader(UTF_8)) {
            return reader.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
