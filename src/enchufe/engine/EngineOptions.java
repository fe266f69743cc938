package enchufe.engine;

import enchufe.dispatch.HeapShare;
import enchufe.log.Misuse;
import java.time.Duration;
import java.util.Set;

/**
 * The settings of an {@link EngineServer}. Immutable.
 *
 * @param pingInterval how long after a pong (or the handshake) the next ping is sent
 * @param pingTimeout how long a client may take to answer a ping
 * @param upgradeTimeout how long a client may take from opening a WebSocket to completing the upgrade
 * @param closeTimeout how long a closed polling session waits for the poll that fetches what is left
 * @param maxHttpBufferSize the most bytes of a message or a POST; announced as {@code maxPayload}
 * @param maxOutboundBytes the most bytes that may wait for one client; a slower one is closed
 * @param maxSessions the most sessions at a time; further handshakes are answered with 503
 * @param transports the transports that clients may use
 * @param allowUpgrades whether a session may move from polling to WebSocket
 * @param allowEIO3 whether clients may speak revision 3 of the protocol
 * @param httpCompression from which length on responses to polls are compressed, in bytes; negative for no compression
 */
public record EngineOptions(Duration pingInterval, Duration pingTimeout, Duration upgradeTimeout, Duration closeTimeout,
        int maxHttpBufferSize, int maxOutboundBytes, int maxSessions, Set<Transport> transports, boolean allowUpgrades,
        boolean allowEIO3, int httpCompression) {

    // A client waits pingInterval + pingTimeout with setTimeout, which takes at most 2^31 - 1 ms.
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE / 2);
    // The response to a poll is one array, in which base64 makes binary messages a third longer.
    private static final int MOST_BYTES = 1 << 30;

    /**
     * What an idle session and its listener take on the heap, besides the connection (measured: about 1,000 without the
     * listener).
     */
    public static final int SESSION_BYTES = 2_000;

    /**
     * The defaults of Node's server, and two limits that it does not have: 16 MB that wait for one client; a million sessions, or
     * as many as fit the {@linkplain HeapShare share of the heap} for them.
     */
    public static final EngineOptions DEFAULT = new EngineOptions(Duration.ofSeconds(25), Duration.ofSeconds(20),
            Duration.ofSeconds(10), Duration.ofSeconds(30), 1_000_000, 16_000_000, HeapShare.count(1_000_000, SESSION_BYTES),
            Set.of(Transport.POLLING, Transport.WEBSOCKET), true, false, -1);

    /**
     * Checks the bounds.
     *
     * @param pingInterval 1 ms to 12 days
     * @param pingTimeout 1 ms to 12 days
     * @param upgradeTimeout 1 ms to 12 days
     * @param closeTimeout 1 ms to 12 days
     * @param maxHttpBufferSize 1 to 2<sup>30</sup>
     * @param maxOutboundBytes 1 to 2<sup>30</sup>
     * @param maxSessions at least 1
     * @param transports at least one
     * @param allowUpgrades either
     * @param allowEIO3 either
     * @param httpCompression any
     */
    public EngineOptions {
        check("pingInterval", pingInterval);
        check("pingTimeout", pingTimeout);
        check("upgradeTimeout", upgradeTimeout);
        check("closeTimeout", closeTimeout);
        check("maxHttpBufferSize", maxHttpBufferSize, MOST_BYTES);
        check("maxOutboundBytes", maxOutboundBytes, MOST_BYTES);
        check("maxSessions", maxSessions, Integer.MAX_VALUE);
        for (Transport transport : Misuse.requireNonNull(transports, "transports")) {
            Misuse.requireNonNull(transport, "one of the transports is null");
        }
        transports = Set.copyOf(transports);
        if (transports.isEmpty()) {
            throw Misuse.argument("transports is empty: no client could connect");
        }
    }

    /**
     * Checks a duration that an application sets, here or elsewhere: 1 ms to 2<sup>30</sup> ms, about 12 days.
     *
     * @param name what the application calls it
     * @param value the duration
     * @return the same
     * @throws IllegalArgumentException if it is shorter or longer
     * @throws NullPointerException if it is null
     */
    public static Duration check(String name, Duration value) {
        Misuse.requireNonNull(value, name);
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            throw Misuse.argument(name + " is " + value + ": it must be between 1 ms and " + LONGEST.toDays() + " days");
        }
        return value;
    }

    /**
     * Checks a limit that an application sets, here or elsewhere: at least 1.
     *
     * @param name what the application calls it
     * @param value the limit
     * @return the limit
     * @throws IllegalArgumentException if it is less
     */
    public static int check(String name, int value) {
        if (value < 1) {
            throw Misuse.argument(name + " is " + value + ": it must be at least 1");
        }
        return value;
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw Misuse.argument(name + " is " + value + ": it must be between 1 and " + most);
        }
    }

    /**
     * {@return these options with other transports}
     *
     * @param value the transports that clients may use
     */
    public EngineOptions withTransports(Set<Transport> value) {
        return new EngineOptions(pingInterval, pingTimeout, upgradeTimeout, closeTimeout, maxHttpBufferSize,
                maxOutboundBytes, maxSessions, value, allowUpgrades, allowEIO3, httpCompression);
    }
}
