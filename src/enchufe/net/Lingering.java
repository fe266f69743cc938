package enchufe.net;

import enchufe.engine.Alarm;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The end of a connection whose last bytes are on their way: closing it while the peer still sends would answer with a reset,
 * and the reset could destroy those bytes before the peer reads them (RFC 9112 §9.6). So input is discarded until the peer
 * closes too, or takes nothing for a while.
 */
final class Lingering implements ConnectionHandler {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Connection connection;
    private long waiting = Long.MAX_VALUE;          // bytes, at the last look
    private Alarm alarm;                            // for the next look

    private Lingering(Connection connection) {
        this.connection = connection;
    }

    /** For a peer that sends nothing more, so that it fears no reset: closes as soon as the socket has taken what is queued. */
    static void closeAfterLast(Connection connection) {
        connection.flush();
        if (connection.queuedBytes() == 0) {
            connection.close();
        } else {
            close(connection);
        }
    }

    /** Sends what is queued, then a FIN, and waits for the peer's. */
    static void close(Connection connection) {
        var lingering = new Lingering(connection);
        connection.handler(lingering);
        connection.reading(true);
        connection.finish();
        lingering.alarm = connection.loop().after(PATIENCE, lingering::look);
        if (connection.isAtEnd()) {
            lingering.onEof();
        }
    }

    /** A slow peer may take its time as long as it takes something. */
    private void look() {
        long left = connection.queuedBytes();
        if (left == 0 || left >= waiting) {
            connection.close();
        } else {
            waiting = left;
            alarm = connection.loop().after(PATIENCE, this::look);
        }
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
    public void onDrained() {
        if (connection.isAtEnd()) {
            connection.close();
        }
    }

    @Override
    public void onShutdown() {}

    @Override
    public void onClosed() {
        alarm.cancel();
    }
}
