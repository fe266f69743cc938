package enchufe.serve;

import enchufe.engine.Exchange;
import enchufe.http.Gzip;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.RequestHead;
import enchufe.http.UrlPath;
import enchufe.log.Log;
import enchufe.log.Misuse;
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

/** Serves the browser client, Enchufe's or another one, under the names that Node's server uses. */
public final class ClientScript {
    private static final String PREFIX = "socket.io.";                      // all names begin with it
    private static final String SCRIPT = "socket.io.js";
    private static final String MODULE = "socket.io.esm.js";
    private static final String MINIFIED_SCRIPT = "socket.io.min.js";
    private static final String MINIFIED_MODULE = "socket.io.esm.min.js";
    private static final String MSGPACK = "socket.io.msgpack.min.js";       // served if the server reads its packets
    private static final String MSGPACK_PART = "socket.io.msgpack.js";      // what makes it of the script
    private static final byte[] NOTHING = {};
    private static final Logger LOG = Log.of("enchufe");

    private final String folder;                // the server's path, with a slash at its end
    private final Map<String, ClientFile> files;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Finds the files.
     *
     * @param path the server's path
     * @param other a file, or a folder of files, to serve instead of Enchufe's client; null for Enchufe's
     * @param msgpack whether the script with MessagePack is served, too
     * @throws IllegalStateException if Enchufe's script is missing
     * @throws IllegalArgumentException if the other script is missing
     */
    public ClientScript(String path, Path other, boolean msgpack) {
        folder = path + "/";
        if (other == null) {
            String end = Reload.codeFor(folder + SCRIPT);
            files = scripts(new ClientFile(ours(SCRIPT), null, end));
            if (msgpack) {
                files.put(MSGPACK, new ClientFile(ours(SCRIPT), ours(MSGPACK_PART), end));
            }
        } else {
            files = Files.isDirectory(other) ? filesIn(other, msgpack) : scripts(theirs(other));
        }
    }

    /** One script under all names: ours is short enough without minifying, and the module only wraps the script. */
    private static Map<String, ClientFile> scripts(ClientFile script) {
        var module = new ClientFile(ours(MODULE));
        return new HashMap<>(Map.of(SCRIPT, script, MINIFIED_SCRIPT, script, MODULE, module, MINIFIED_MODULE, module));
    }

    private static Map<String, ClientFile> filesIn(Path folder, boolean msgpack) {
        var names = new ArrayList<>(List.of(SCRIPT, MINIFIED_SCRIPT, MODULE, MINIFIED_MODULE));
        if (msgpack) {
            names.add(MSGPACK);
        }
        var files = new HashMap<String, ClientFile>();
        for (String script : names) {
            for (String name : List.of(script, script + ".map")) {
                if (name.equals(SCRIPT) || Files.exists(folder.resolve(name))) {
                    files.put(name, theirs(folder.resolve(name)));
                }
            }
        }
        return files;
    }

    private static URI ours(String name) {
        URL resource = ClientScript.class.getResource("/enchufe/browser/" + name);
        if (resource == null) {
            throw Misuse.state("the client script is missing beside the classes: copy src/enchufe/browser/"
                    + name + " to enchufe/browser/ there, use build/enchufe.jar, or switch it off with new"
                    + " Options().serveClient(false)");
        }
        return URI.create(resource.toString());
    }

    private static ClientFile theirs(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw Misuse.argument("there is no client script " + file.toAbsolutePath() + ": name a file that"
                    + " can be read, or a folder that has a " + SCRIPT);
        }
        return new ClientFile(file.toUri());
    }

    /** {@return whether a request is for a file of the client, whether it exists or not} */
    boolean isWanted(RequestHead head) {
        String path = UrlPath.canonical(head.path());
        return path.startsWith(PREFIX, folder.length()) && path.startsWith(folder);
    }

    private ClientFile find(RequestHead head) {
        String name = UrlPath.canonical(head.path()).substring(folder.length());
        ClientFile file = files.get(name);
        if (file == null) {
            if (name.equals(MSGPACK) && !warned.getAndSet(true)) {      // logged once
                LOG.log(Level.WARNING, "a page loads " + MSGPACK + ", which this server does not serve: let it load "
                        + MINIFIED_SCRIPT + ", or set new Options().parser(Parser.messagePack())");
            }
            throw new HttpException(404, "there is no such client script");
        }
        if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
            throw new HttpException(405, "a client script is only read", Headers.of(List.of("Allow", "GET, HEAD")), NOTHING);
        }
        return file;
    }

    /**
     * Responds with a file.
     *
     * @param allowing the CORS headers
     * @throws HttpException if there is no such file
     */
    void send(Exchange exchange, Headers allowing) {
        RequestHead head = exchange.head();
        ClientFile file = find(head);
        boolean gzip = Gzip.isAccepted(head);
        byte[] content = file.content(gzip);
        String etag = file.etag(gzip);
        Headers headers = allowing.and(Headers.of(List.of("ETag", etag, "Vary", "Accept-Encoding",
                "Cache-Control", "public, max-age=0")));        // kept, but revalidated: 304 while it is the same
        if (ETags.match(list(head, "If-None-Match"), etag)) {
            exchange.respond(304, headers, NOTHING);
            return;
        }
        String type = head.path().endsWith(".map") ? "application/json" : "application/javascript";
        headers = headers.and(Headers.of(List.of("Content-Type", type + "; charset=utf-8", "X-Content-Type-Options", "nosniff")));
        if (gzip) {
            headers = headers.and(Headers.of(List.of("Content-Encoding", "gzip")));
        }
        exchange.respond(200, headers, content);
    }

    /** A list may be divided into several fields (RFC 9110 §5.3). */
    private static String list(RequestHead head, String name) {
        return String.join(",", head.headers().all(name));
    }
}
