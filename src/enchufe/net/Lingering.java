package enchufe.net;

import enchufe.engine.EngineLoop;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose last bytes are on their way: closing it while the peer still sends would answer with a reset,
 * and the reset could destroy those bytes before the peer reads them (RFC 9112 §9.6). So input is discarded until the peer
 * closes too, or has had its time.
 */
final class Lingering implements ConnectionHandler {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Connection connection;

    private Lingering(Connection connection) {
        this.connection = connection;
    }

    /** Sends what is queued, then a FIN, and waits for the peer's. */
    static void close(Connection connection) {
        Loop loop = connection.loop();
        connection.handler(new Lingering(connection));
        connection.finish();
        loop.schedule(loop.now() + PATIENCE_NANOS, now -> {
            connection.close();
            return EngineLoop.NEVER;
        });
    }

    @Override
    public void onBytes(ByteBuffer in) {
        in.position(in.limit());
    }

    @Override
    public void onEof() {
        if (connection.queuedBytes() == 0) {
            connection.close();
        }
    }

    @Override
    public void onDrained() {}

    @Override
    public void onShutdown() {}

    @Override
    public void onClosed() {}
}
