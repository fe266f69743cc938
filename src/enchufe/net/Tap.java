package enchufe.net;

import enchufe.http.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Where a {@link ConnectionObserver} listens: between one connection and its socket. */
final class Tap {
    private static final AtomicLong IDS = new AtomicLong();
    private static final int REQUEST_LINE = 256;
    private static final int LONGEST_PATH = 200;

    private final long id = IDS.incrementAndGet();
    private final ConnectionObserver observer;
    private final Peer peer;
    private volatile boolean own;               // the observer's: set by the request, read by threads that answer it
    private volatile String plain = "";         // the path, once it is a plain WebSocket: its request may have gone by unwatched

    private Tap(ConnectionObserver observer, Peer peer) {
        this.observer = observer;
        this.peer = peer;
    }

    /** {@return a tap; null if there is no observer} */
    static Tap of(ConnectionObserver observer, Peer peer) {
        return observer == null ? null : new Tap(observer, peer);
    }

    /** {@return the bytes that have come, unchanged} */
    static ByteBuffer received(Tap tap, ByteBuffer in) {
        if (tap != null) {
            tap.received(in);
        }
        return in;
    }

    private void received(ByteBuffer in) {
        // A WebSocket's first byte is never a letter: its reserved bits are 0 (RFC 6455 §5.2).
        if (in.get(in.position()) == 'G') {
            byte[] start = copy(in, Math.min(REQUEST_LINE, in.remaining()));
            own = observer.isOwn(new String(start, StandardCharsets.ISO_8859_1));
        }
        if (!own && observer.isWatching()) {
            observer.bytes(id, peer, plain, true, copy(in, in.remaining()));
        }
    }

    /** A socket has taken the first bytes of a buffer, whose position is behind them. */
    void sent(ByteBuffer out, int count) {
        if (count > 0 && !own && observer.isWatching()) {
            observer.bytes(id, peer, plain, false, copy(out.duplicate().position(out.position() - count), count));
        }
    }

    /** The connection becomes a plain WebSocket at a path, of which only the beginning is kept if it is long. */
    static void plain(Tap tap, String path) {
        if (tap != null) {
            tap.plain = path.substring(0, Math.min(path.length(), LONGEST_PATH));
        }
    }

    private static byte[] copy(ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.duplicate().get(bytes);
        return bytes;
    }

    static void closed(Tap tap) {
        if (tap != null && !tap.own) {
            tap.observer.closed(tap.id);
        }
    }
}
