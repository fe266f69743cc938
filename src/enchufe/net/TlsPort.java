package enchufe.net;

import enchufe.dispatch.BlockingPool;
import enchufe.engine.Alarm;
import enchufe.http.Peer;
import enchufe.tls.Tls;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What a {@link HttpListener} that speaks TLS needs for it: the server's certificate, and threads for the calculations. */
final class TlsPort {
    /** How often files are looked at that may have changed. */
    static final Duration PERIOD = Duration.ofSeconds(10);

    private final Tls tls;
    private final BlockingPool pool = new BlockingPool("enchufe-tls", Runtime.getRuntime().availableProcessors(), () -> { });
    private Alarm next;                                     // on the loop, like the next one
    private boolean stopped;

    TlsPort(Tls tls) {
        this.tls = tls;
    }

    /** Begins to look after the files; on the loop. If reading them hangs, it hangs once: the next time comes after it. */
    void start(Loop loop) {
        if (!stopped) {
            next = loop.after(PERIOD, () -> pool.execute(() -> {
                tls.refresh();
                loop.execute(() -> start(loop));
            }));
        }
    }

    /** On the loop. */
    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
        pool.close();
    }

    void encrypt(TlsConnection connection, Peer client, ByteBuffer first) {
        connection.encrypt(client, tls.newEngine(), pool, first);
    }
}
