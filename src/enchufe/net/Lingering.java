package enchufe.net;

import enchufe.engine.Alarm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose last bytes are on their way: closing it while the peer still sends would cause a reset, and the
 * reset could destroy those bytes before the peer reads them (RFC 9112 §9.6). So input is discarded until the peer closes too, or
 * reads nothing for a while.
 */
final class Lingering implements ConnectionHandler {
    private static final Duration PATIENCE = Duration.ofSeconds(2);         // for a FIN
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);  // in all, even if it reads a little now and then

    private final Connection connection;
    private final SendDeadline stall;
    private final long begun;
    private Alarm alarm;                            // for the next check

    private Lingering(Connection connection, Duration stall) {
        this.connection = connection;
        this.stall = new SendDeadline(stall.toNanos());
        this.begun = connection.loop().now();
        this.stall.isOver(true, false, begun);      // it runs from now on
    }

    /** For a peer that sends nothing more, so that there can be no reset: closes as soon as the socket has taken what is queued. */
    static void closeAfterLast(Connection connection) {
        connection.flush();
        if (connection.queuedBytes() == 0) {
            connection.close();
        } else {
            close(connection);
        }
    }

    /** As {@link #close(Connection, Duration)}, for a peer that must read something every 2 s. */
    static void close(Connection connection) {
        close(connection, PATIENCE);
    }

    /**
     * Sends what is queued, then a FIN, and waits for the peer's FIN.
     *
     * @param stall how long a slow peer may read nothing of what is queued; in all it has 5 minutes
     */
    static void close(Connection connection, Duration stall) {
        var lingering = new Lingering(connection, stall);
        connection.handler(lingering);
        connection.reading(true);
        connection.finish();
        lingering.alarm = connection.loop().after(PATIENCE, lingering::look);
        if (connection.isAtEnd()) {
            lingering.onEof();
        }
    }

    private void look() {
        long now = connection.loop().now();
        boolean waits = connection.queuedBytes() > 0;
        if (!waits) {
            connection.close();
        } else if (stall.isOver(true, connection.hasMoved(), now) || now - begun >= LONGEST_NANOS) {
            connection.reset();                     // else the operating system would keep its part for minutes more
        } else {
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
