package enchufe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import enchufe.http.RequestHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;

/** Serves the browser client from memory: it does not block, so it may run on the loop. */
final class ClientScript implements HttpHandler {
    private static final String RESOURCE = "browser/socket.io.js";

    private final String path;
    private final byte[] script;
    private final String etag;

    /**
     * Reads the script.
     *
     * @param path where it is served
     * @throws IllegalStateException if it is missing
     */
    ClientScript(String path) {
        this.path = path;
        try (InputStream in = ClientScript.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the client script is missing beside the classes: copy"
                        + " src/enchufe/browser/socket.io.js to enchufe/browser/ there, use build/enchufe.jar, or switch it off"
                        + " with new Options().serveClient(false)");
            }
            script = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the client script cannot be read: " + e.getMessage(), e);
        }
        etag = '"' + checksum(script) + '"';
    }

    /** A checksum is enough to tell versions apart, and takes the start of a server a tenth of what a digest would. */
    private static String checksum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }

    /** {@return whether a request asks for the script} */
    boolean isWanted(RequestHead head) {
        return (head.method().equals("GET") || head.method().equals("HEAD")) && head.path().equals(path);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("ETag", etag);
        headers.set("Cache-Control", "no-cache");               // kept, but asked for again: 304 while it is the same
        headers.set("X-Content-Type-Options", "nosniff");
        try (var out = exchange.getResponseBody()) {
            if (ETags.match(exchange.getRequestHeaders().getFirst("If-None-Match"), etag)) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            headers.set("Content-Type", "text/javascript; charset=utf-8");
            exchange.sendResponseHeaders(200, script.length);
            out.write(script);
        }
    }
}
