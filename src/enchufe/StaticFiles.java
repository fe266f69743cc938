package enchufe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Map;

/**
 * Serves the files of a folder: {@code index.html} for the folder itself, types by extension, ETag and 304. Nothing outside
 * the folder can be reached, not by {@code ..} and not by a symbolic link, and no file or folder whose name begins with a dot.
 */
final class StaticFiles implements HttpHandler {
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

    private final String prefix;
    private final Path folder;

    /**
     * Serves a folder.
     *
     * @param prefix the path it is served at, with a slash at its end
     * @param folder the folder
     * @throws IllegalArgumentException if it does not exist
     */
    StaticFiles(String prefix, Path folder) {
        this.prefix = prefix;
        try {
            this.folder = folder.toRealPath();
        } catch (IOException e) {
            throw missing(folder);
        }
        if (!Files.isDirectory(this.folder)) {
            throw missing(folder);
        }
    }

    private static IllegalArgumentException missing(Path folder) {
        return new IllegalArgumentException("there is no folder " + folder.toAbsolutePath()
                + ": name an existing one, or start the program from the folder that \"" + folder + "\" is relative to");
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            String path = exchange.getRequestURI().getPath();
            Path file = find(path);
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
            } else if (Files.isDirectory(file)) {
                // Relative links in its index.html need the slash.
                exchange.getResponseHeaders().set("Location", exchange.getRequestURI().getRawPath() + "/");
                exchange.sendResponseHeaders(301, -1);
            } else {
                send(exchange, file, method.equals("HEAD"));
            }
        }
    }

    /** {@return the file of a path, or its folder if only a slash is missing; null if there is none to be seen} */
    private Path find(String path) {
        if (!path.startsWith(prefix)) {
            return hasIndex(folder) ? folder : null;        // the folder's own path, without its slash
        }
        String relative = path.substring(prefix.length());
        if (relative.startsWith("/")) {
            return null;                        // it would be resolved as an absolute path, and tell where the folder is
        }
        for (String part : relative.split("/")) {
            if (part.startsWith(".") || part.contains("\\")) {
                return null;
            }
        }
        try {
            Path file = folder.resolve(relative.isEmpty() || relative.endsWith("/") ? relative + "index.html" : relative);
            Path real = file.toRealPath();
            return real.startsWith(folder) && (Files.isRegularFile(real) || hasIndex(real)) ? real : null;
        } catch (IOException | InvalidPathException absent) {
            return null;
        }
    }

    private static boolean hasIndex(Path file) {
        return Files.isRegularFile(file.resolve("index.html"));
    }

    private static void send(HttpExchange exchange, Path file, boolean headOnly) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        long size = attributes.size();
        String etag = "\"" + Long.toHexString(size) + "-" + Long.toHexString(attributes.lastModifiedTime().toMillis()) + "\"";
        var headers = exchange.getResponseHeaders();
        headers.set("ETag", etag);
        headers.set("Cache-Control", "no-cache");               // kept, but asked for again: 304 while it is the same
        headers.set("X-Content-Type-Options", "nosniff");
        if (ETags.match(exchange.getRequestHeaders().getFirst("If-None-Match"), etag)) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        headers.set("Content-Type", type(file));
        if (headOnly || size == 0) {
            headers.set("Content-Length", Long.toString(size));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            exchange.sendResponseHeaders(200, size);
            in.transferTo(exchange.getResponseBody());
        }
    }

    private static String type(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? BINARY : TYPES.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), BINARY);
    }
}
