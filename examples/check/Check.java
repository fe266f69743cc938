import java.io.*;
import java.net.Socket;
import java.net.URI;
import java.net.http.*;
import java.nio.charset.*;
import java.nio.file.*;
import java.text.MessageFormat;
import java.util.*;
import java.util.concurrent.*;
import java.util.regex.*;
import java.util.stream.Stream;

/**
 * Checks the exercise of a lesson: starts the lesson, plays its clients as exercises.txt says, and says what is missing.
 *
 * Type: java -cp build/enchufe.jar examples/check/Check.java 09
 *       ("es" or "en" chooses the language; another Java file is checked instead of the lesson's own)
 */
public class Check {
    private static final Path FOLDER = Path.of("examples/check");
    private static final String NOT_HERE = "There is no examples/check here. Change to the folder in which \"examples\" is (cd).\n"
            + "Aqu\u00ed no hay examples/check. Cambia a la carpeta en la que est\u00e1 \"examples\" (cd).";
    private static final double PATIENCE = Double.parseDouble(System.getenv().getOrDefault("CHECK_PATIENCE", "1"));
    private static final long WAIT_MILLIS = (long) (6_000 * PATIENCE);      // for what must come
    private static final long QUIET_MILLIS = 700;                           // for what must not come
    private static final long START_MILLIS = 120_000;                       // a lesson that does not compile ends at once
    private static final Pattern PLACE = Pattern.compile("(https?://localhost:|listens on port )(\\d+)");
    /** What the server says of mistakes; an exception, and where in the student's own file it came from. */
    private static final Pattern SERVERS_HINT = Pattern.compile("(WARNING|SEVERE|ADVERTENCIA|GRAVE): .*"
            + "|[\\w.$]+(Exception|Error)(: .*)?|\\s+at [A-Z][\\w$]*\\..*|\\s+socket.io:socket nobody listens to .*");

    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;                     // a step has failed: the others would only confuse
    }

    private final Properties texts = new Properties();
    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());      // by the lesson
    private final CompletableFuture<String> place = new CompletableFuture<>();                  // such as http://localhost:3000
    private HttpClient http;
    private String sent;                                                    // the last event, since somebody came or went; or null
    private final Map<String, Client> clients = new HashMap<>();
    private final boolean canDrawMarks = Charset.defaultCharset().newEncoder().canEncode('\u2713');

    public static void main(String[] args) throws Exception {
        String language = System.getenv().getOrDefault("LANG", "").startsWith("es") ? "es" : "en";
        String lesson = null;
        Path file = null;
        for (String argument : args) {
            if (argument.matches("es|en")) {
                language = argument;
            } else if (argument.matches("\\d\\d?")) {
                lesson = argument.length() == 1 ? "0" + argument : argument;
            } else {
                file = Path.of(argument);
            }
        }
        if (!Files.isDirectory(FOLDER)) {
            System.out.println(NOT_HERE);                                   // the texts of one language are there
            System.exit(2);
        }
        System.exit(new Check(language).run(lesson, file));
    }

    private Check(String language) throws IOException {
        try (Reader reader = Files.newBufferedReader(FOLDER.resolve("texts." + language + ".properties"))) {
            texts.load(reader);
        }
    }

    private int run(String lesson, Path file) throws Exception {
        Map<String, List<String>> exercises = exercises();
        if (!exercises.containsKey(lesson == null ? "" : lesson)) {
            say(lesson == null ? "usage" : "unknown", lesson, String.join(" ", exercises.keySet()));
            return 2;
        }
        Path source = file != null ? file : sourceOf(lesson);
        say("begin", lesson, source);
        Process process = start(source);
        try {
            if (place.completeOnTimeout("", START_MILLIS, TimeUnit.MILLISECONDS).join().isEmpty()) {
                say("nostart");
                List.copyOf(printed).forEach(line -> System.out.println("    " + line));
                return 1;
            }
            System.setProperty("javax.net.ssl.trustStore", "build/localhost.p12");     // the certificate of the lesson on TLS
            System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
            http = HttpClient.newHttpClient();
            for (String step : exercises.get(lesson)) {
                play(step);
            }
            say("done");
            return 0;
        } catch (Failed e) {
            say("hint", texts.getProperty(lesson + ".hint"));
            List.copyOf(printed).stream().filter(SERVERS_HINT.asMatchPredicate()).map("    "::concat).forEach(System.out::println);
            return 1;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Map<String, List<String>> exercises() throws IOException {
        var exercises = new TreeMap<String, List<String>>();
        List<String> steps = null;
        for (String line : Files.readAllLines(FOLDER.resolve("exercises.txt"))) {
            if (line.startsWith("== ")) {
                exercises.put(line.substring(3), steps = new ArrayList<>());
            } else if (!line.isBlank() && steps != null) {
                steps.add(line);                                            // before the first exercise, there are comments
            }
        }
        return exercises;
    }

    private static Path sourceOf(String lesson) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("examples"), 2)) {
            return files.filter(file -> file.toString().matches("examples." + lesson + "-.*\\.java"))
                    .max(Path::compareTo).orElseThrow();                    // of TcpClient and TcpServer, the latter
        }
    }

    private Process start(Path source) throws IOException {
        var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", source.toString());           // starts sooner
        builder.environment().put("PORT", "0");
        builder.environment().put("DEBUG", "socket.io:socket");             // for events that nobody listens to
        Process process = builder.redirectErrorStream(true).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        var reader = new Thread(() -> {
            try {
                process.inputReader().lines().forEach(this::onLine);
            } catch (UncheckedIOException closed) { /* this program has ended it */ }
            place.complete("");                                             // it has ended, and never listened
        });
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private void onLine(String line) {
        printed.add(line);
        Matcher found = PLACE.matcher(line);
        if (found.find()) {
            place.complete((found.group(1).startsWith("http") ? found.group(1) : "tcp://localhost:") + found.group(2));
        }
    }

    // ---- the steps of exercises.txt

    private void play(String step) throws Exception {
        for (Map.Entry<String, Client> client : clients.entrySet()) {
            step = step.replace("$" + client.getKey(), client.getValue().id);
        }
        String[] sides = step.split(" => ", 2);                             // what is done, and what must come of it
        String[] words = sides[0].split(" ", 3);
        switch (words[0]) {
            case "tcp" -> same(words[1], sides[1], tcp(words[2], sides[1].split("\\|").length));
            case "websocket" -> same(words[1], sides[1], webSocket(words[2].split(" ")[0], words[2].split(" ")[1]));
            case "page" -> {
                String page = get(words[2]).body().strip();
                same(words[1], sides[1], sides[1].startsWith("<") && page.contains(sides[1]) ? sides[1] : page);
            }
            case "status" -> same(words[1], sides[1], "" + get(words[2]).statusCode());
            case "refused" -> same(words[1], sides[1], new Client("/", words[2]).answer());
            default -> play(words[0], words[1], words.length > 2 ? words[2].split(" ", 2) : new String[0], sides);
        }
    }

    private void play(String name, String verb, String[] rest, String[] sides) throws Exception {
        sent = verb.equals("emits") ? String.join(" ", rest) : verb.equals("asks") ? rest[1] : verb.matches("[jl].*") ? null : sent;
        if (verb.equals("joins")) {
            Client joined = new Client(rest.length > 0 ? rest[0] : "/", rest.length > 1 ? rest[1] : "");
            String answer = String.valueOf(joined.answer());
            if (!answer.startsWith("{\"sid\":")) {
                same("joins", "{\"sid\":\"...\"}", answer);
            }
            joined.id = answer.substring(8, answer.length() - 2);
            clients.put(name, joined);
            return;
        }
        Client client = clients.get(name);
        switch (verb) {
            case "emits" -> client.send("2" + client.namespace + String.join(" ", rest));
            case "leaves" -> client.send("1" + client.namespace);
            case "asks" -> same(rest[0], sides[1], Objects.requireNonNullElse(client.ask(rest[1]), texts.getProperty("noack")));
            case "gets" -> same(rest[0], rest[1], client.next(nameOf(rest[1]), WAIT_MILLIS));
            case "later" -> same(rest[0], rest[1].split(" ", 2)[1], client.nextAfter(rest[1].split(" ", 2)));
            case "hears" -> same(rest[0], rest[1], nameOf(client.next(rest[1], WAIT_MILLIS)));
            case "never" -> same(rest[0], null, client.next(rest[1], QUIET_MILLIS));
            case "order" -> same(rest[0], rest[1], client.names(rest[1]));
            case "forgets" -> {
                TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);                  // what is under way still comes
                client.events.clear();
            }
            default -> throw new IllegalArgumentException(verb);
        }
    }

    /** {@return the event's name in its JSON, or null} */
    private static String nameOf(String event) {
        return event == null ? null : event.substring(2, event.indexOf('"', 2));
    }

    // ---- what is said

    private void say(String key, Object... values) {
        System.out.println(MessageFormat.format(texts.getProperty(key), values));
    }

    /** Says that a step is done, or what came instead. */
    private void same(String key, String expected, String came) {
        boolean done = expected == null || came == null ? came == expected
                : expected.endsWith("...") ? came.startsWith(expected.substring(0, expected.length() - 3)) : came.equals(expected);
        String mark = canDrawMarks ? done ? "  \u2713 " : "  \u2717 " : done ? "  ok " : "  -- ";
        System.out.println(mark + texts.getProperty(key));
        if (!done) {
            Optional.ofNullable(sent).ifPresent(event -> say("sent", event));
            say("expected", expected == null ? texts.getProperty("nothing") : expected.replace("|", "\n                 "));
            say("came", came == null ? texts.getProperty("nothing") : came.replaceAll("\\R+|[|]", "\n                 "));
            throw new Failed();
        }
    }

    // ---- the other side of the lesson

    /** {@return what a TCP server answers: so many lines, joined with a bar; fewer if no more come} */
    private String tcp(String sent, int count) throws IOException {
        var came = new StringBuilder();
        try (var socket = new Socket("localhost", URI.create(place.join()).getPort())) {
            socket.setSoTimeout((int) WAIT_MILLIS);
            socket.getOutputStream().write((sent.replace('|', '\n') + "\n").getBytes(StandardCharsets.UTF_8));
            for (int c = 0, left = count; left > 0 && (c = socket.getInputStream().read()) >= 0; came.append((char) c)) {
                left -= c == '\n' ? 1 : 0;
            }
        } catch (IOException late) { /* then this is all that came */ }
        return came.toString().strip().replace('\n', '|');
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(place.join() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String webSocket(String path, String text) throws Exception {
        try {
            var client = new Client(path);
            client.send(text);
            return client.answer();
        } catch (CompletionException refused) {
            return null;
        }
    }

    /** A client that connects to one namespace over a WebSocket; or a plain WebSocket. */
    private final class Client implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();     // as JSON: ["name",argument,...]
        private final LinkedBlockingQueue<String> packets = new LinkedBlockingQueue<>();    // all others
        private final StringBuilder incoming = new StringBuilder();
        private final boolean plain;
        private final String namespace;                                     // as in packets: with a comma; empty for the main one
        private final WebSocket socket;
        private String id;
        private long sentAt;                                                // by System.nanoTime()

        Client(String path) {
            plain = true;
            namespace = "";
            socket = open(path);
        }

        Client(String namespace, String auth) {
            plain = false;
            this.namespace = namespace.equals("/") ? "" : namespace + ",";
            socket = open("/socket.io/?EIO=4&transport=websocket");
            send("0" + this.namespace + auth);
        }

        private WebSocket open(String path) {
            return http.newWebSocketBuilder().buildAsync(URI.create(place.join().replaceFirst("http", "ws") + path), this).join();
        }

        void send(String packet) {
            sentAt = System.nanoTime();
            socket.sendText(plain ? packet : "4" + packet, true).join();
        }

        @Override
        public synchronized CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            incoming.append(part);
            if (last) {
                receive(from, incoming.toString());
                incoming.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void receive(WebSocket from, String text) {
            if (plain) {
                packets.add(text);
            } else if (text.equals("2")) {
                from.sendText("3", true);                                   // a ping; without an answer, the session ends
            } else if (text.startsWith("42" + namespace + "[")) {
                events.add(text.substring(2 + namespace.length()));
            } else if (text.startsWith("4")) {
                packets.add(text.substring(2 + namespace.length()));
            }
        }

        /** {@return the payload of the answer to the attempt to connect} */
        String answer() throws InterruptedException {
            return packets.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        }

        /** {@return the acknowledgement of an event; null if none comes} */
        String ask(String event) throws InterruptedException {
            send("2" + namespace + "7" + event);
            String answer = answer();
            return answer == null ? null : answer.substring(1);             // without the number, which is 7
        }

        /** {@return the next event of that name; null if none comes in time} */
        String next(String event, long millis) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            String next;
            do {
                next = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } while (next != null && !next.startsWith("[\"" + event + "\""));
            return next;
        }

        /** {@return as next(), with a word about it if it comes too early after what was sent last} */
        String nextAfter(String[] timeAndEvent) throws InterruptedException {
            long leastMillis = Long.parseLong(timeAndEvent[0]);
            String next = next(nameOf(timeAndEvent[1]), leastMillis + WAIT_MILLIS);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentAt);
            return next == null || millis >= leastMillis ? next
                    : next + MessageFormat.format(texts.getProperty("early"), millis, leastMillis);
        }

        /** {@return the names of as many events as are wanted, in the order in which they come} */
        String names(String wanted) throws InterruptedException {
            var names = new ArrayList<String>();
            for (int count = wanted.split(" ").length; count > 0; count--) {
                String name = nameOf(events.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS));
                names.add(name == null ? texts.getProperty("nothing") : name);
            }
            return String.join(" ", names);
        }
    }
}
