package enchufe.serve;

import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import enchufe.net.HttpListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;

/** Which port a server takes, and how it is bound at all of a host's addresses. */
public final class Binding {
    private static final int DEFAULT_PORT = 3000;
    private static final int LAST_PORT = 65_535;
    private static final int FREE_PORTS = 8;    // tried until one is free at all addresses
    private static final Logger LOG = Log.of("enchufe");

    private Binding() {}

    /**
     * {@return the port that a text names; 3000 without one}
     *
     * @param name what the text is, for the error
     * @param text for example the value of the environment variable {@code PORT}; may be null
     * @throws IllegalArgumentException if it names none
     */
    public static int portOf(String name, String text) {
        if (text == null || text.isBlank()) {
            return DEFAULT_PORT;
        }
        try {
            return checkPort(Integer.parseInt(text.strip()));
        } catch (IllegalArgumentException e) {
            throw Misuse.argument(name + " is " + Quote.of(text) + ": it must be a number from 0 to " + LAST_PORT, e);
        }
    }

    static int checkPort(int number) {
        if (number < 0 || number > LAST_PORT) {
            throw Misuse.argument("port " + number + " does not exist: ports are 0 to " + LAST_PORT + ", and 0 takes a free one");
        }
        return number;
    }

    /** {@return host and port as they stand in a URL that a browser on this machine can open} */
    static String inUrl(InetSocketAddress bound) {
        InetAddress address = bound.getAddress();
        String host = address.isAnyLocalAddress() || address.isLoopbackAddress() ? "localhost" : address.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort();
    }

    /**
     * Binds those of the addresses that this machine has.
     *
     * @param port what is bound; nothing is, if this fails
     * @param hosts the addresses; null among them is the wildcard address
     * @param number the port; 0 for one that is free at all of them
     * @return the first address
     * @throws IllegalStateException if this machine has none of them, or the port cannot be bound at one of them
     */
    static InetSocketAddress bind(HttpListener port, InetAddress[] hosts, int number) {
        IllegalStateException failure = null;
        // What is free at the first address may be in use at the second.
        for (int i = 0; i < (number == 0 ? FREE_PORTS : 1); i++) {
            try {
                return bindAll(port, hosts, number);
            } catch (IllegalStateException e) {
                port.unbind();
                failure = e;
            }
        }
        throw failure;
    }

    private static InetSocketAddress bindAll(HttpListener port, InetAddress[] hosts, int number) {
        InetSocketAddress first = null;
        IllegalStateException failure = null;
        for (InetAddress host : hosts) {
            var wanted = new InetSocketAddress(host, first == null ? number : first.getPort());
            try {
                InetSocketAddress taken = port.bind(wanted);
                first = first == null ? taken : first;
            } catch (IOException | UnsupportedAddressTypeException e) {
                BindFailure cause = BindFailure.of(wanted, e);
                failure = Misuse.state(cause.explain(wanted), e);
                if (!cause.isOfAddress()) {
                    throw failure;
                }
                LOG.log(Level.DEBUG, failure.getMessage());
            }
        }
        if (first == null) {
            throw failure;
        }
        return first;
    }
}
