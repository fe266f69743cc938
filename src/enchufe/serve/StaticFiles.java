package enchufe.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.UrlPath;
import enchufe.log.LogLimit;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Serves the files of a folder, and {@code index.html} for the folder itself. Nothing outside the folder can be reached, neither
 * with {@code ..} nor with a symbolic link, and no file or folder whose name begins with a dot. The folder itself may be a link. It
 * is followed at each request, so a new version can be deployed by changing the link.
 */
final class StaticFiles implements HttpHandler {
    private static final byte[] NOTHING = {};

    private final String prefix;
    private final Path folder;                  // as it was given: its links may change
    private final LogLimit warnings = new LogLimit(5, Duration.ofSeconds(10));

    /**
     * Serves a folder.
     *
     * @param prefix the path, as {@link UrlPath#of} returns it, and a slash
     * @param folder the folder
     * @throws IllegalArgumentException if it does not exist or is a file
     */
    StaticFiles(String prefix, Path folder) {
        this.prefix = prefix;
        this.folder = folder.toAbsolutePath();
        if (!Files.exists(folder)) {
            throw Misuse.argument("there is no folder " + this.folder
                    + ": name an existing one, or start the program from the folder that \"" + folder + "\" is relative to");
        }
        if (!Files.isDirectory(folder)) {
            throw Misuse.argument(this.folder + " is a file: name the folder that it is in");
        }
    }

    /** {@inheritDoc} Throws an {@link HttpException} if there is no such file, or it cannot be served. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw new HttpException(405, "files are only read", Headers.of(List.of("Allow", "GET, HEAD")), NOTHING);
        }
        URI uri = exchange.getRequestURI();
        Path file = find(UrlPath.canonical(uri.getRawPath()));
        if (Files.isDirectory(file)) {
            // Relative links in index.html need the slash at the end of the path.
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            exchange.getResponseHeaders().set("Location", uri.getRawPath() + "/" + query);
            PageRoutes.answer(exchange, 301);
        } else {
            new FileResponse(exchange, file, warnings).send();
        }
    }

    /** {@return the file of a path, or the folder if only the slash at the end is missing} */
    private Path find(String path) {
        Path root = real(folder);
        if (!path.startsWith(prefix)) {
            return withIndex(root);             // the path of the folder itself, without the slash
        }
        String relative = path.substring(prefix.length());
        check(relative);
        Path file = real(resolve(root, relative.isEmpty() || relative.endsWith("/") ? relative + "index.html" : relative));
        if (!file.startsWith(root)) {
            throw absent("a symbolic link leads out of " + Quote.of(root.toString()) + ", to " + Quote.of(file.toString()));
        }
        return Files.isRegularFile(file) ? file : withIndex(file);
    }

    private static void check(String relative) {
        if (relative.startsWith("/")) {
            throw absent("the path has two slashes in a row");
        }
        for (String part : relative.split("/")) {
            String name = UrlPath.decode(part);
            if (name.startsWith(".")) {
                throw absent("files and folders whose names begin with a dot are not served");
            }
            if (name.contains("/") || name.contains("\\")) {
                throw absent("no file has a slash or a backslash in its name");         // RFC 3986 §2.2: %2F separates nothing
            }
        }
    }

    /**
     * Uses the bytes of a name, as a URI has them, where that is possible: under {@code LANG=C}, for example, Java cannot encode ä,
     * but a file may have it in its name.
     */
    private static Path resolve(Path root, String escaped) {
        try {
            return root.getFileSystem() == FileSystems.getDefault() ? Path.of(URI.create(root.toUri() + escaped))
                    : root.resolve(UrlPath.decode(escaped));
        } catch (IllegalArgumentException impossible) {
            throw absent("no file can have such a name");       // a NUL, or what this file system does not allow
        }
    }

    private Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (AccessDeniedException denied) {
            throw FileResponse.unreadable(file, denied, warnings);
        } catch (IOException none) {
            throw absent("there is no file or folder " + Quote.of(file.toString()));
        }
    }

    private static Path withIndex(Path folder) {
        if (!Files.isRegularFile(folder.resolve("index.html"))) {
            throw absent("there is no index.html in " + Quote.of(folder.toString()));
        }
        return folder;
    }

    private static HttpException absent(String why) {
        return new HttpException(404, why);
    }
}
