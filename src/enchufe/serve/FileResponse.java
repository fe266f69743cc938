package enchufe.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import enchufe.http.ByteRange;
import enchufe.http.HttpException;
import enchufe.log.Log;
import enchufe.log.LogLimit;
import enchufe.log.Quote;
import enchufe.net.HttpDate;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The response with a file or a part of it, or that it has not changed. Its length is sent first and does not change, whatever
 * happens to the file meanwhile: bytes that were added are not sent, and if bytes are missing, the connection is cut.
 */
final class FileResponse {
    private static final int PIECE_BYTES = 64 * 1024;           // read and written in one call
    private static final Logger LOG = Log.of("enchufe");
    private static final String BINARY = "application/octet-stream";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"), Map.entry("htm", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"), Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"), Map.entry("json", "application/json"),
            Map.entry("map", "application/json"), Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("md", "text/plain; charset=utf-8"), Map.entry("xml", "application/xml"),
            Map.entry("svg", "image/svg+xml"), Map.entry("png", "image/png"), Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"), Map.entry("gif", "image/gif"), Map.entry("webp", "image/webp"),
            Map.entry("avif", "image/avif"), Map.entry("ico", "image/x-icon"), Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"), Map.entry("ttf", "font/ttf"), Map.entry("wasm", "application/wasm"),
            Map.entry("pdf", "application/pdf"), Map.entry("mp3", "audio/mpeg"), Map.entry("mp4", "video/mp4"),
            Map.entry("webm", "video/webm"), Map.entry("webmanifest", "application/manifest+json"));

    private final HttpExchange exchange;
    private final Path file;
    private final LogLimit warnings;
    private final String etag;
    private final String modified;                              // null if it is in the future

    /**
     * Prepares the response with a regular file. Throws an {@link HttpException} with status 500 if it cannot be read; that is
     * logged within limits.
     */
    FileResponse(HttpExchange exchange, Path file, LogLimit warnings) {
        this.exchange = exchange;
        this.file = file;
        this.warnings = warnings;
        try {
            // Before the content: if the file changes in between, the new content gets the old tag, and the next request gets it
            // again. The other way around, clients would keep the old content with the new tag.
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            FileTime time = attributes.lastModifiedTime();
            etag = "\"" + Long.toHexString(attributes.size()) + "-" + Long.toHexString(time.to(TimeUnit.NANOSECONDS)) + "\"";
            modified = time.toInstant().isAfter(Instant.now()) ? null : HttpDate.format(time.toInstant());  // RFC 9110 §8.8.2.1
        } catch (IOException e) {
            throw unreadable(file, e, warnings);
        }
    }

    /** Logs that a file cannot be read. {@return the response to the request} */
    static HttpException unreadable(Path file, IOException why, LogLimit warnings) {
        String how = why instanceof AccessDeniedException ? ": let the user that runs the server read it" : ": " + why;
        warn(warnings, Quote.of(file.toString()) + " cannot be read" + how);
        return new HttpException(500, "the file cannot be read");
    }

    private static void warn(LogLimit warnings, String line) {
        String more = warnings.pass(System.nanoTime());
        if (more != null) {
            LOG.log(Level.WARNING, line + more);
        }
    }

    /**
     * Responds.
     *
     * @throws HttpException with status 416 if the file has no such part, 500 if it cannot be read
     * @throws IOException if the client has disconnected
     */
    void send() throws IOException {
        try (SeekableByteChannel content = open()) {
            respond(content);
        }
    }

    private SeekableByteChannel open() {
        try {
            return Files.newByteChannel(file);
        } catch (IOException e) {
            throw unreadable(file, e, warnings);
        }
    }

    private void respond(SeekableByteChannel content) throws IOException {
        long size = content.size();
        boolean headOnly = exchange.getRequestMethod().equals("HEAD");
        boolean unchanged = isUnchanged();
        ByteRange part = headOnly || unchanged ? null : part(size);
        describe();
        if (unchanged) {
            PageRoutes.answer(exchange, 304);
            return;
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type(file));
        if (part != null) {
            headers.set("Content-Range", part.contentRange(size));
            content.position(part.first());
        }
        long length = part != null ? part.length() : size;
        if (headOnly || length == 0) {
            headers.set("Content-Length", Long.toString(length));
            PageRoutes.answer(exchange, 200);                   // for the JDK, a length of 0 means an unknown length
            return;
        }
        exchange.sendResponseHeaders(part != null ? 206 : 200, length);
        copy(content, length);
        exchange.close();
    }

    private void describe() {
        Headers headers = exchange.getResponseHeaders();
        headers.set("ETag", etag);
        if (modified != null) {
            headers.set("Last-Modified", modified);
        }
        headers.set("Accept-Ranges", "bytes");
        headers.set("Cache-Control", "no-cache");               // kept, but revalidated: 304 while it is the same
        headers.set("X-Content-Type-Options", "nosniff");
    }

    /** RFC 9110 §13.1.2 and §13.1.3: the date counts only if there is no tag. Dates are compared as text. */
    private boolean isUnchanged() {
        String tags = request("If-None-Match");
        return tags != null ? ETags.match(tags, etag) : modified != null && modified.equals(request("If-Modified-Since"));
    }

    /** RFC 9110 §13.1.5: a range is of use only to a client that has the rest of the same content; others get the whole file. */
    private ByteRange part(long size) {
        String same = request("If-Range");
        return same == null || same.equals(etag) || same.equals(modified) ? ByteRange.of(request("Range"), size) : null;
    }

    /** {@return a header of the request, even if it has several lines (RFC 9110 §5.3), or null} */
    private String request(String name) {
        List<String> values = exchange.getRequestHeaders().get(name);
        return values == null ? null : String.join(",", values);
    }

    private void copy(SeekableByteChannel content, long length) throws IOException {
        OutputStream out = exchange.getResponseBody();
        var piece = ByteBuffer.allocate((int) Math.min(length, PIECE_BYTES));
        for (long left = length; left > 0; left -= piece.position()) {
            piece.clear().limit((int) Math.min(left, piece.capacity()));
            int count = read(content, piece, left);
            if (count < 0) {
                return;                                         // when the exchange is closed, it cuts the connection
            }
            out.write(piece.array(), 0, count);
        }
    }

    /** {@return how many bytes have been read, or −1 if the file has become shorter or cannot be read} */
    private int read(SeekableByteChannel content, ByteBuffer piece, long left) {
        String how;
        try {
            int count = content.read(piece);
            if (count >= 0) {
                return count;
            }
            how = "became shorter while it was served; put a new file in its place instead of writing to it";
        } catch (IOException e) {
            how = "cannot be read any more: " + e;
        }
        warn(warnings, "a connection is cut, " + left + " bytes short: " + Quote.of(file.toString()) + ' ' + how);
        return -1;
    }

    private static String type(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? BINARY : TYPES.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), BINARY);
    }
}
