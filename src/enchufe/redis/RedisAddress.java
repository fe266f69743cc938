package enchufe.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where Redis is, and how to log in.
 *
 * @param host a name or an address
 * @param port the port
 * @param secure whether over TLS
 * @param user the user; null for the default one
 * @param password the password; null for none
 * @param database the number of the database; channels are the same in all
 */
record RedisAddress(String host, int port, boolean secure, String user, String password, int database) {
    private static final int DEFAULT_PORT = 6379;
    private static final String FORM = ": an address looks like redis://user:password@host:6379/0, or rediss:// for TLS";

    /**
     * {@return what a URL says}
     *
     * @throws IllegalArgumentException if it is none of Redis
     */
    static RedisAddress of(String url) {
        URI uri;
        try {
            uri = URI.create(Objects.requireNonNull(url, "url"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no URL" + FORM, e);        // without the URL: it may have a password
        }
        boolean secure = "rediss".equals(uri.getScheme());
        if (!secure && !"redis".equals(uri.getScheme())) {
            throw new IllegalArgumentException("the scheme is " + uri.getScheme() + FORM);
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("there is no host" + FORM);
        }
        String path = Objects.requireNonNullElse(uri.getRawPath(), "");
        if (!path.matches("(/\\d{0,5})?")) {
            throw new IllegalArgumentException("the database is no number" + FORM);
        }
        String[] login = Objects.requireNonNullElse(uri.getRawUserInfo(), "").split(":", 2);
        return new RedisAddress(uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), secure,
                login[0].isEmpty() ? null : decode(login[0]), login.length < 2 ? null : decode(login[1]),
                path.length() < 2 ? 0 : Integer.parseInt(path.substring(1)));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    /** {@return the commands to begin with} */
    List<byte[]> login() {
        var commands = new ArrayList<byte[]>();
        if (password != null) {
            commands.add(user == null ? RespCommand.of("AUTH", password) : RespCommand.of("AUTH", user, password));
        }
        if (database > 0) {
            commands.add(RespCommand.of("SELECT", database));
        }
        commands.add(RespCommand.of("PING"));
        return commands;
    }

    /** {@return for the log: without the password} */
    @Override
    public String toString() {
        return "Redis at " + host + ":" + port;
    }
}
