package enchufe.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import enchufe.log.Misuse;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    /** Scheme, user, password, host (in brackets if it is an IPv6 address), port and database. */
    private static final Pattern URL = Pattern.compile(
            "redis(s)?://(?:([^:@/]*)(?::([^@/]*))?@)?([\\w.-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?(?:/(\\d{1,5})?)?");
    private static final String FORM = ": an address looks like redis://user:password@host:6379/0, or rediss:// for TLS";

    /**
     * {@return what a URL says}
     *
     * @throws IllegalArgumentException if it is none of Redis
     */
    static RedisAddress of(String url) {
        Matcher parts = URL.matcher(Misuse.requireNonNull(url, "url"));
        if (!parts.matches()) {
            throw Misuse.argument("this is no address of Redis" + FORM);        // not quoted: it may have a password
        }
        String port = parts.group(5);
        int number = port == null ? DEFAULT_PORT : Integer.parseInt(port);
        if (number < 1 || number > 65_535) {
            throw Misuse.argument("there is no port " + number + FORM);
        }
        return new RedisAddress(parts.group(4).replaceAll("[\\[\\]]", ""), number, parts.group(1) != null, decode(parts.group(2)),
                decode(parts.group(3)), parts.group(6) == null ? 0 : Integer.parseInt(parts.group(6)));
    }

    private static String decode(String text) {
        return text == null || text.isEmpty() ? null : URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    /** {@return what Redis has said, in which there may be the password that it was sent} */
    String withoutPassword(String said) {
        return password == null ? said : said.replace(password, "***");
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
