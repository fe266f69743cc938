package enchufe.serve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class BindFailureTest {
    @Test
    void eachCauseHasItsOwnMessage() throws IOException {
        var refused = new IOException("en cualquier idioma");
        assertCause("another program uses it", "127.0.0.1", 3000, refused, address -> address.getPort() == 0);
        assertCause("another program uses it", "127.0.0.1", 80, refused, address -> true);
        assertCause("ports below 1024 are for privileged users; listen on another port, such as 8080", "127.0.0.1", 80, refused,
                address -> address.getPort() == 0);
        assertCause("such as 8443", "127.0.0.1", 443, refused, address -> address.getPort() == 0);
        assertCause("another program uses it", "127.0.0.1", 1, refused, address -> address.getPort() != 1);
        assertCause("192.0.2.1 is no address of this machine", "192.0.2.1", 80, refused, address -> false);
        assertCause("2001:db8:0:0:0:0:0:1 is no address of this machine", "2001:db8::1", 80, refused, address -> false);
        assertCause("IPv6, which is off", "::1", 3000, refused, address -> false);
        assertCause("IPv6, which is off", "2001:db8::1", 80, new UnsupportedAddressTypeException(), address -> false);
    }

    private static void assertCause(String expected, String host, int port, Exception cause, Predicate<InetSocketAddress> canBind)
            throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName(host), port);
        String message = BindFailure.of(address, cause, canBind).explain(address);
        assertTrue(message.contains(expected), message);
    }
}
