package enchufe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import enchufe.engine.HostedExchange;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Serves the browser client, ours or another in its place, under the names that pages know from Node's server. */
final class ClientScript implements HttpHandler {
    private static final String PREFIX = "socket.io.";                      // of all names
    private static final String SCRIPT = "socket.io.js";
    private static final String MODULE = "socket.io.esm.js";
    private static final String MINIFIED_SCRIPT = "socket.io.min.js";
    private static final String MINIFIED_MODULE = "socket.io.esm.min.js";
    private static final String MSGPACK = "socket.io.msgpack.min.js";       // of Node's names the one that is not served
    private static final byte[] NOTHING = {};
    private static final Logger LOG = System.getLogger("enchufe");

    private final String folder;                // of the names: the server's path, with a slash at its end
    private final Cors cors;
    private final Map<String, ClientFile> files;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Finds the files.
     *
     * @param options its path, its origins, and what is served
     * @throws IllegalStateException if our script is missing
     * @throws IllegalArgumentException if the one in its place is missing
     */
    ClientScript(Options options) {
        folder = options.path() + "/";
        cors = options.cors();
        Path other = options.clientScript();
        files = other == null ? scripts(ours(SCRIPT)) : Files.isDirectory(other) ? filesIn(other) : scripts(theirs(other));
    }

    /** One script under all names: ours is short without being minified, and the module is a few lines over any script. */
    private static Map<String, ClientFile> scripts(ClientFile script) {
        ClientFile module = ours(MODULE);
        return Map.of(SCRIPT, script, MINIFIED_SCRIPT, script, MODULE, module, MINIFIED_MODULE, module);
    }

    private static Map<String, ClientFile> filesIn(Path folder) {
        var files = new HashMap<String, ClientFile>();
        for (String script : List.of(SCRIPT, MINIFIED_SCRIPT, MODULE, MINIFIED_MODULE)) {
            for (String name : List.of(script, script + ".map")) {
                if (name.equals(SCRIPT) || Files.exists(folder.resolve(name))) {
                    files.put(name, theirs(folder.resolve(name)));
                }
            }
        }
        return files;
    }

    private static ClientFile ours(String name) {
        URL resource = ClientScript.class.getResource("browser/" + name);
        if (resource == null) {
            throw new IllegalStateException("the client script is missing beside the classes: copy src/enchufe/browser/"
                    + name + " to enchufe/browser/ there, use build/enchufe.jar, or switch it off with new"
                    + " Options().serveClient(false)");
        }
        return new ClientFile(URI.create(resource.toString()));
    }

    private static ClientFile theirs(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException("there is no client script " + file.toAbsolutePath() + ": name a file that"
                    + " can be read, or a folder that has a " + SCRIPT);
        }
        return new ClientFile(file.toUri());
    }

    /** {@return whether a request asks for a file of the client, be it there or not} */
    boolean isWanted(RequestHead head) {
        return head.target().startsWith(PREFIX, folder.length()) && head.target().startsWith(folder);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        RequestHead head = HostedExchange.headOf(exchange);
        try {
            Headers allowing = cors.admit(head, new Peer(exchange.getRemoteAddress(), false));
            send(exchange, head, find(head), allowing);
        } catch (HttpException refusal) {
            respond(exchange, refusal.status(), refusal.headers(), refusal.body());
        }
    }

    private ClientFile find(RequestHead head) {
        String name = head.path().substring(folder.length());
        ClientFile file = files.get(name);
        if (file == null) {
            if (name.equals(MSGPACK) && !warned.getAndSet(true)) {      // once: a flood of requests is no flood of lines
                LOG.log(Level.WARNING, "a page loads " + MSGPACK + ", whose packets this server cannot read: let it load "
                        + MINIFIED_SCRIPT);
            }
            throw new HttpException(404, "there is no such client script");
        }
        if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
            throw new HttpException(405, "a client script is only read", Headers.of(List.of("Allow", "GET, HEAD")), NOTHING);
        }
        return file;
    }

    private static void send(HttpExchange exchange, RequestHead head, ClientFile file, Headers allowing) throws IOException {
        ContentCoding coding = ContentCoding.negotiate(list(head, "Accept-Encoding"));
        byte[] content = file.in(coding);
        String etag = file.etag(coding);
        var fields = new ArrayList<String>();
        allowing.forEach((name, value) -> fields.addAll(List.of(name, value)));
        fields.addAll(List.of("ETag", etag, "Vary", "Accept-Encoding",
                "Cache-Control", "public, max-age=0"));         // kept, but asked for again: 304 while it is the same
        if (ETags.match(list(head, "If-None-Match"), etag)) {
            respond(exchange, 304, Headers.of(fields), NOTHING);
            return;
        }
        String type = head.path().endsWith(".map") ? "application/json" : "application/javascript";
        fields.addAll(List.of("Content-Type", type + "; charset=utf-8", "X-Content-Type-Options", "nosniff"));
        if (coding != ContentCoding.IDENTITY) {
            fields.addAll(List.of("Content-Encoding", coding.token()));
        }
        respond(exchange, 200, Headers.of(fields), content);
    }

    /** A list may come in several fields (RFC 9110 §5.3). */
    private static String list(RequestHead head, String name) {
        return String.join(",", head.headers().all(name));
    }

    private static void respond(HttpExchange exchange, int status, Headers headers, byte[] body) throws IOException {
        if (exchange instanceof HostedExchange hosted) {
            hosted.respond(status, headers, body);
            return;
        }
        headers.forEach(exchange.getResponseHeaders()::add);
        if (body.length > 0) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));     // in answers to HEAD too
        }
        boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        try (OutputStream out = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(status, empty ? -1 : body.length);
            if (!empty) {
                out.write(body);
            }
        }
    }
}
