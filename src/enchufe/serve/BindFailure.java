package enchufe.serve;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.function.Predicate;

/**
 * Why an address could not be bound. The message of the operating system is in the user's language, so the cause is found by
 * trying to bind what would work with another cause.
 */
enum BindFailure {
    /** Another program uses the port. */
    IN_USE,
    /** The port is below 1024: those are for privileged users. */
    NOT_PERMITTED,
    /** This machine does not have the address. */
    NOT_OURS,
    /** The address is an IPv6 address, and IPv6 is off on the machine or in the JVM. */
    NO_IPV6;

    private static final int FIRST_FREE = 1024;

    /** {@return why an address could not be bound} */
    static BindFailure of(InetSocketAddress address, Exception cause) {
        return of(address, cause, BindFailure::canBind);
    }

    /** {@return why an address could not be bound, found by trying other addresses} */
    static BindFailure of(InetSocketAddress address, Exception cause, Predicate<InetSocketAddress> canBind) {
        InetAddress host = address.getAddress();
        boolean sixth = host instanceof Inet6Address;
        if (sixth && cause instanceof UnsupportedAddressTypeException) {
            return NO_IPV6;
        }
        if (!canBind.test(new InetSocketAddress(host, 0))) {
            return sixth && host.isLoopbackAddress() ? NO_IPV6 : NOT_OURS;      // where IPv6 is on, there is ::1
        }
        boolean low = address.getPort() > 0 && address.getPort() < FIRST_FREE;
        int other = address.getPort() == 1 ? 2 : 1;                             // free in practice
        return low && !canBind.test(new InetSocketAddress(host, other)) ? NOT_PERMITTED : IN_USE;
    }

    private static boolean canBind(InetSocketAddress address) {
        try (var channel = ServerSocketChannel.open()) {
            channel.bind(address);
            return true;
        } catch (IOException | UnsupportedAddressTypeException e) {
            return false;
        }
    }

    /** {@return a message that says the cause and what to do} */
    String explain(InetSocketAddress address) {
        String host = address.getAddress().isAnyLocalAddress() ? "" : " at " + address.getAddress().getHostAddress();
        String port = "port " + address.getPort() + " cannot be had" + host + ": ";
        return switch (this) {
            case IN_USE -> port + "another program uses it; stop that program, or listen on another port; 0 takes a free one";
            case NOT_PERMITTED -> port + "ports below " + FIRST_FREE + " are for privileged users; listen on another port, such as "
                    + (address.getPort() == 443 ? 8443 : 8080) + ", or let a proxy in front use it";
            case NOT_OURS -> address.getAddress().getHostAddress() + " is no address of this machine: use one that it has, or"
                    + " listen(port) for all of them";
            case NO_IPV6 -> address.getAddress().getHostAddress() + " is an address of IPv6, which is off on this machine or in"
                    + " this JVM: use one of IPv4, such as 127.0.0.1, or listen(port) for all addresses";
        };
    }

    /** {@return whether it is enough to bind the host's other addresses: at this one, clients reach no other program} */
    boolean isOfAddress() {
        return this == NOT_OURS || this == NO_IPV6;
    }
}
