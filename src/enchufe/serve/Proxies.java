package enchufe.serve;

import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.log.Misuse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxies in front of a server, and what they say about clients: {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}, or
 * {@code Forwarded} (RFC 7239). Anybody can send these fields, so they count only from proxies that are named. Immutable.
 */
public final class Proxies {
    /** There are none. */
    public static final Proxies NONE = new Proxies(List.of());

    private static final Pattern IPV4 = Pattern.compile("(BYTE)(\\.BYTE){3}".replace("BYTE", "(25[0-5]|2[0-4]\\d|1?\\d?\\d)"));
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*|:[0-9A-Fa-f:.]+");
    private static final List<String> FIELDS = List.of("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host");
    private static final Pattern PARAMETER = Pattern.compile("(?i)(for|proto|host)=(?:\"([^\"]*)\"|([^\";,\\s]*))");

    /** Addresses that begin with the same bits. */
    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                if (((address[i / 8] ^ other[i / 8]) >> 7 - i % 8 & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> trusted;

    private Proxies(List<Network> trusted) {
        this.trusted = trusted;
    }

    /**
     * {@return the proxies at {@code 10.0.0.7}, {@code 10.0.0.0/8}, {@code ::1}, {@code fd00::/8}, {@code loopback} or
     * {@code private}} Throws an {@link IllegalArgumentException} for anything else.
     */
    public static Proxies of(String... addresses) {
        var networks = new ArrayList<Network>();
        for (String address : Misuse.requireNonNull(addresses, "addresses")) {
            switch (Misuse.requireNonNull(address, "one of the addresses is null")) {
                case "loopback" -> networks.addAll(of("127.0.0.0/8", "::1").trusted);
                case "private" -> networks.addAll(of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7").trusted);
                default -> networks.add(network(address));
            }
        }
        return new Proxies(List.copyOf(networks));
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        int most = address == null ? 0 : 8 * address.getAddress().length;
        if (address == null || slash >= 0 && (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > most)) {
            throw Misuse.argument("\"" + text + "\" is no address: trustedProxies takes 10.0.0.7, 10.0.0.0/8,"
                    + " fd00::/8, \"loopback\" or \"private\"");
        }
        return new Network(address.getAddress(), slash < 0 ? most : Integer.parseInt(bits));
    }

    /** {@return an address; null if it is none. A name is never looked up: that takes time, and clients may have chosen it} */
    private static InetAddress address(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private boolean trusts(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address.getAddress()));
    }

    /** {@return the client of a request: the last address that is no proxy's, from the one that has connected backwards} */
    public Peer client(RequestHead head, Peer peer) {
        if (trusted.isEmpty() || !trusts(peer.address().getAddress())) {
            return peer;
        }
        InetSocketAddress client = peer.address();
        List<String> hops = said(head, "X-Forwarded-For", "for");
        Collections.reverse(hops);
        for (String hop : hops) {
            InetAddress address = address(hop.replaceFirst("^\\[(.*)](:\\d+)?$", "$1").replaceFirst("^([\\d.]+):\\d+$", "$1"));
            if (address == null) {
                break;                              // "unknown", or a name that hides it: what is before it cannot be checked
            }
            client = new InetSocketAddress(address, 0);
            if (!trusts(address)) {
                break;
            }
        }
        String proto = last(said(head, "X-Forwarded-Proto", "proto"));
        return new Peer(client, proto == null ? peer.secure() : proto.equalsIgnoreCase("https") || proto.equalsIgnoreCase("wss"));
    }

    /** {@return the host that the client has asked for; null if it said none} */
    public String host(RequestHead head, Peer peer) {
        boolean believed = !trusted.isEmpty() && trusts(peer.address().getAddress());
        String said = believed ? last(said(head, "X-Forwarded-Host", "host")) : null;
        return said == null ? head.headers().first("Host") : said;
    }

    private static String last(List<String> values) {
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    /** {@return the values of a field, which each proxy adds to; else those of a parameter of Forwarded (RFC 7239 §4)} */
    private static List<String> said(RequestHead head, String field, String parameter) {
        var values = new ArrayList<String>();
        head.headers().all(field).forEach(line -> Arrays.stream(line.split(",")).map(String::strip).forEach(values::add));
        if (FIELDS.stream().anyMatch(name -> head.headers().first(name) != null)) {
            return values;                          // a proxy that sends these does not know Forwarded, which may be the client's
        }
        for (String line : head.headers().all("Forwarded")) {
            for (Matcher found = PARAMETER.matcher(line); found.find();) {
                if (found.group(1).equalsIgnoreCase(parameter)) {
                    values.add(found.group(2) == null ? found.group(3) : found.group(2));
                }
            }
        }
        return values;
    }
}
