package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The shape of the source, kept by reading it: which package may use which, which ones do no I/O, how long a file may be. A rule
 * is a function from a source file to what is wrong with it, so each is also tried on a made-up file that breaks it.
 */
class ArchitectureTest {
    /** The arrows: a package uses those on its right, and no others. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            arrows("enchufe.log"),
            arrows("enchufe.json", "log"),
            arrows("enchufe.http", "log"),
            arrows("enchufe.dispatch", "log"),
            arrows("enchufe.registry", "log"),
            arrows("enchufe.tls", "log"),
            arrows("enchufe.websocket", "log", "http"),
            arrows("enchufe.msgpack", "json"),
            arrows("enchufe.packet", "log", "json"),
            arrows("enchufe.engine", "log", "dispatch", "json", "http", "websocket"),
            arrows("enchufe.link", "log", "dispatch", "json", "http", "registry", "packet", "websocket", "engine"),
            arrows("enchufe.net", "log", "dispatch", "http", "tls", "websocket", "engine"),
            arrows("enchufe.serve", "log", "dispatch", "http", "tls", "websocket", "engine", "net"),
            arrows("enchufe.inspect", "log", "http", "engine", "link", "net", "serve"),
            arrows("enchufe.demo", "", "serve"),
            arrows("enchufe.redis", "", "log", "json", "msgpack", "engine"),
            arrows("enchufe", "log", "json", "http", "dispatch", "registry", "tls", "websocket", "msgpack", "packet", "engine",
                    "link", "net", "serve", "inspect"));

    private static Map.Entry<String, Set<String>> arrows(String from, String... to) {
        return Map.entry(from, Arrays.stream(to).map(name -> name.isEmpty() ? "enchufe" : "enchufe." + name).collect(Collectors.toSet()));
    }

    /** All that the network knows of Engine.IO: the thread and the exchanges that it lends it, and how times are checked. */
    private static final Set<String> LENT_TO_ENGINE = Set.of("Alarm", "EngineLoop", "EngineOptions", "Exchange");

    /** The protocols: bytes and the time are arguments, so that a test needs neither a socket nor patience. */
    private static final Set<String> PURE =
            Set.of("enchufe.json", "enchufe.http", "enchufe.websocket", "enchufe.msgpack", "enchufe.packet", "enchufe.engine");

    /** The exception: it answers through the JDK's own exchanges, whose writes block, and so it needs threads. */
    private static final String AT_THE_EDGE = "src/enchufe/engine/ResponseWriters.java";

    /** Sockets and channels, threads, clocks. Whole packages too, since a wildcard import would hide what is used of them. */
    private static final Pattern IMPURE = Pattern.compile(
            "\\bjava\\.nio\\.channels\\b|\\bjava\\.net\\.(\\*|http\\b|(Server|Datagram|Multicast)?Socket\\b)"
            + "|\\b(Thread|ThreadFactory|Executors|\\w*ExecutorService|ForkJoinPool|Timer)\\b"
            + "|\\b(nanoTime|currentTimeMillis|java\\.time\\.Clock|Clock\\.system\\w*|(Instant|\\w+Time|LocalDate)\\.now)\\b");

    /** A log may throw; {@code enchufe.log.Log} does not. */
    private static final Pattern BARE_LOG = Pattern.compile("\\bSystem\\.getLogger\\b|\\bjava\\.util\\.logging\\b|\\bprintStackTrace\\b");

    private static final Pattern REFERENCE = Pattern.compile("\\b(enchufe(?:\\.[a-z]\\w*)*)\\.([A-Z]\\w*|\\*)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME)\\b|@Disabled\\b");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\b|\\bTimeUnit\\.\\w+\\.sleep\\b");
    private static final int MAX_LINES = 350;
    private static final int MAX_COLUMNS = 132;

    private static final Pattern LITERAL_OR_COMMENT = Pattern.compile(
            "\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+'|//[^\n]*|/\\*[\\s\\S]*?\\*/");

    /** A Java file: its place and its text. */
    private record Source(String path, String text) {
        /** The text with comments, but with empty literals. */
        String withoutLiterals() {
            return replaceAll(found -> isComment(found) ? found.group() : "\"\"");
        }

        /** What the compiler sees, but with empty literals. */
        String code() {
            return replaceAll(found -> isComment(found) ? " " : "\"\"");
        }

        /** The package, told by the folder: src/enchufe/json/JsonReader.java is in enchufe.json. */
        String inPackage() {
            Path folder = Path.of(path).getParent();
            return folder.subpath(1, folder.getNameCount()).toString().replace(File.separatorChar, '.');
        }

        private String replaceAll(Function<MatchResult, String> replacement) {
            return LITERAL_OR_COMMENT.matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(replacement.apply(found)));
        }

        private static boolean isComment(MatchResult found) {
            return found.group().startsWith("/");
        }
    }

    @Test
    void packagesUseOnlyThoseThatTheArrowsAllow() {
        assertHolds(ArchitectureTest::forbiddenArrows, sources("src/enchufe"));
        assertFinds("enchufe.json uses enchufe.net.Loop", ArchitectureTest::forbiddenArrows,
                "src/enchufe/json/Bad.java", "package enchufe.json; import enchufe.net.Loop;");
        assertFinds("enchufe.http uses enchufe.SocketIOServer", ArchitectureTest::forbiddenArrows,
                "src/enchufe/http/Bad.java", "class Bad { Object o = enchufe.SocketIOServer.class; }");
        assertFinds("enchufe.packet uses enchufe.engine.*", ArchitectureTest::forbiddenArrows,
                "src/enchufe/packet/Bad.java", "import static enchufe.engine.*;");
        assertFinds("enchufe.net uses enchufe.engine.Session", ArchitectureTest::forbiddenArrows,
                "src/enchufe/net/Bad.java", "import enchufe.engine.Session;");
        assertFinds("enchufe.odd is no known package", ArchitectureTest::forbiddenArrows,
                "src/enchufe/odd/Bad.java", "class Bad {}");
        assertHolds(ArchitectureTest::forbiddenArrows, Stream.of(new Source("src/enchufe/json/Good.java",
                "// import enchufe.net.Loop;\n/* enchufe.net.Loop */ class Good { String s = \"enchufe.net.Loop\"; }")));
    }

    @Test
    void theArrowsMakeNoCircle() {
        assertEquals(Set.of(), onCircles(ARROWS));
        var circle = Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("b", "d"), "d", Set.<String>of());
        assertEquals(Set.of("b", "c"), onCircles(circle));
    }

    @Test
    void protocolsUseNoSocketsThreadsOrClocks() {
        assertHolds(ArchitectureTest::impurities, sources("src/enchufe"));
        for (String impure : List.of("import java.nio.channels.SocketChannel;", "import java.net.*;", "java.net.Socket s;",
                "Thread t;", "Executors.newCachedThreadPool()", "long t = System.nanoTime();", "Instant.now()")) {
            assertEquals(1, impurities(new Source("src/enchufe/json/Bad.java", impure)).size(), impure);
            assertEquals(0, impurities(new Source("src/enchufe/net/Good.java", impure)).size(), impure);
        }
        assertHolds(ArchitectureTest::impurities, Stream.of(new Source("src/enchufe/http/Good.java",
                "import java.net.InetSocketAddress; import java.time.Instant; /* never a Thread */ WebSocket socket;")));
    }

    @Test
    void filesAndLinesAreShortEnoughToRead() {
        assertHolds(ArchitectureTest::tooLong, sources("src", "examples"));
        assertFinds((MAX_LINES + 1) + " lines", ArchitectureTest::tooLong, "src/Bad.java", "\n".repeat(MAX_LINES + 1));
        assertHolds(ArchitectureTest::tooLong, Stream.of(new Source("src/Good.java", "\n".repeat(MAX_LINES))));
        assertFinds("line 2 has 133 columns", ArchitectureTest::tooLong, "src/Bad.java", "\n" + "x".repeat(MAX_COLUMNS + 1));
    }

    @Test
    void nothingIsLeftUnfinishedOrDisabled() {
        assertHolds(ArchitectureTest::unfinished, sources("src", "test", "examples"));
        assertFinds("TODO", ArchitectureTest::unfinished, "src/Bad.java", "// TODO later");
        assertFinds("FIXME", ArchitectureTest::unfinished, "src/Bad.java", "/* FIXME */");
        assertFinds("@Disabled", ArchitectureTest::unfinished, "test/Bad.java", "@Disabled(\"flaky\") void test() {}");
    }

    @Test
    void onlyTheLogThatNeverThrowsIsUsed() {
        assertHolds(ArchitectureTest::bareLogs, sources("src/enchufe"));
        assertFinds("System.getLogger", ArchitectureTest::bareLogs, "src/enchufe/net/Bad.java", "System.getLogger(\"x\");");
        assertFinds("java.util.logging", ArchitectureTest::bareLogs, "src/enchufe/Bad.java", "import java.util.logging.Logger;");
    }

    @Test
    void unitTestsNeverSleep() {
        assertHolds(ArchitectureTest::sleeps, sources("test/enchufe"));
        assertFinds("Thread.sleep", ArchitectureTest::sleeps, "test/enchufe/BadTest.java", "Thread.sleep(10);");
        assertFinds("TimeUnit.SECONDS.sleep", ArchitectureTest::sleeps, "test/enchufe/BadTest.java",
                "TimeUnit.SECONDS.sleep(1);");
    }

    private static List<String> forbiddenArrows(Source source) {
        String from = source.inPackage();
        if (!ARROWS.containsKey(from)) {
            return List.of(from + " is no known package");
        }
        return REFERENCE.matcher(source.code()).results()
                .filter(found -> !found.group(1).equals(from) && !isAllowed(from, found.group(1), found.group(2)))
                .map(found -> from + " uses " + found.group())
                .toList();
    }

    private static boolean isAllowed(String from, String to, String type) {
        boolean mayKnow = !from.equals("enchufe.net") || !to.equals("enchufe.engine") || LENT_TO_ENGINE.contains(type);
        return mayKnow && ARROWS.get(from).contains(to);
    }

    private static List<String> impurities(Source source) {
        boolean pure = PURE.contains(source.inPackage()) && !source.path().equals(AT_THE_EDGE);
        return pure ? matches(IMPURE, source.code()) : List.of();
    }

    private static List<String> tooLong(Source source) {
        var wrong = new ArrayList<String>();
        List<String> lines = source.text().lines().toList();
        if (lines.size() > MAX_LINES) {
            wrong.add(lines.size() + " lines");
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length() > MAX_COLUMNS) {
                wrong.add("line " + (i + 1) + " has " + lines.get(i).length() + " columns");
            }
        }
        return wrong;
    }

    private static List<String> unfinished(Source source) {
        return matches(UNFINISHED, source.withoutLiterals());
    }

    private static List<String> bareLogs(Source source) {
        return source.inPackage().equals("enchufe.log") ? List.of() : matches(BARE_LOG, source.code());
    }

    private static List<String> sleeps(Source source) {
        return matches(SLEEP, source.code());
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    /** The packages from which following the arrows leads back. */
    private static Set<String> onCircles(Map<String, Set<String>> arrows) {
        var circles = new TreeSet<String>();
        for (String start : arrows.keySet()) {
            var reached = new TreeSet<String>();
            var next = new ArrayDeque<>(arrows.get(start));
            while (!next.isEmpty()) {
                String to = next.remove();
                if (reached.add(to)) {
                    next.addAll(arrows.get(to));
                }
            }
            if (reached.contains(start)) {
                circles.add(start);
            }
        }
        return circles;
    }

    private static void assertHolds(Function<Source, List<String>> rule, Stream<Source> sources) {
        List<String> wrong = sources
                .flatMap(source -> rule.apply(source).stream().map(what -> source.path() + ": " + what))
                .toList();
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    private static void assertFinds(String wrong, Function<Source, List<String>> rule, String path, String text) {
        assertEquals(List.of(wrong), rule.apply(new Source(path, text)));
    }

    /** Every Java file below some folders. Tests run in the repository's root. */
    private static Stream<Source> sources(String... folders) {
        return Stream.of(folders).flatMap(folder -> {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).map(ArchitectureTest::read);
    }

    private static Source read(Path file) {
        try {
            return new Source(file.toString().replace('\\', '/'), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
