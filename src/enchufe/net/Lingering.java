package enchufe.net;

import enchufe.engine.Alarm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose last bytes are on their way: closing it while the peer still sends would answer with a reset,
 * and the reset could destroy those bytes before the peer reads them (RFC 9112 §9.6). So input is discarded until the peer
 * closes too, or takes nothing for a while.
 */
final class Lingering implements ConnectionHandler {
    private static final Duration PATIENCE = Duration.ofSeconds(2);         // for a FIN
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);  // for all, also if a little is taken now and then

    private final Connection connection;
    private final SendDeadline stall;
    private final long begun;
    private Alarm alarm;                            // for the next look

    private Lingering(Connection connection, Duration stall) {
        this.connection = connection;
        this.stall = new SendDeadline(stall.toNanos());
        this.begun = connection.loop().now();
        this.stall.isOver(true, false, begun);      // it begins now
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

    /** For a peer that has been told of the end, and should have taken everything by then. */
    static void close(Connection connection) {
        close(connection, PATIENCE);
    }

    /** Sends what is queued, then a FIN, and waits for the peer's; a slow one may take its time as long as it takes something. */
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
            connection.reset();                     // else the operating system would keep what it has for minutes more
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
