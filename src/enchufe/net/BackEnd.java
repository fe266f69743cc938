package enchufe.net;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** The HttpServer behind: where it is, which client each relay to it serves, and whether it lacks threads. For any thread. */
final class BackEnd {
    private final int maxRelays;
    private final Warnings warnings;
    private final Map<InetSocketAddress, Peer> peers = new ConcurrentHashMap<>();   // by the address that the HttpServer sees
    private volatile InetSocketAddress address;
    private volatile Crowd pages = new Crowd(() -> 0);

    BackEnd(int maxRelays, Warnings warnings) {
        this.maxRelays = maxRelays;
        this.warnings = warnings;
    }

    void address(InetSocketAddress value) {
        address = value;
    }

    /** {@return where it is; null if there is none} */
    InetSocketAddress address() {
        return address;
    }

    /**
     * Checks whether one more relay may be opened. Relays of clients that have gone count too, until their handlers notice.
     *
     * @throws HttpException with status 503 if not
     */
    void checkRoom() {
        if (peers.size() >= maxRelays) {
            warnings.full(maxRelays);
            throw new HttpException(503, "maxConnections requests to pages are unanswered");
        }
    }

    /** A relay has been opened. */
    void add(InetSocketAddress relay, Peer peer) {
        peers.put(relay, peer);
    }

    /** A relay is closed. */
    void remove(InetSocketAddress relay) {
        peers.remove(relay);
    }

    /** {@return the client of a relay, or null if there is no such relay} */
    Peer peer(InetSocketAddress relay) {
        return peers.get(relay);
    }

    void waitingPages(IntSupplier waiting) {
        pages = new Crowd(waiting);
    }

    /** {@return whether a client that blocks a thread of the HttpServer is to be cut off, since others wait for one} */
    boolean needsThread(long now) {
        return pages.mayCut(now);
    }

    /**
     * Requests that wait because slow clients keep all threads busy. For each that waits, one slow client may be cut off per
     * second.
     */
    static final class Crowd {
        private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

        private final IntSupplier waiting;
        private long window;                    // when the present second began
        private int cut;                        // in it

        Crowd(IntSupplier waiting) {
            this.waiting = waiting;
        }

        synchronized boolean mayCut(long now) {
            int most = waiting.getAsInt();
            if (now - window >= WINDOW_NANOS) {
                window = now;
                cut = 0;
            }
            return cut < most && ++cut > 0;
        }
    }
}
