package enchufe.net;

import enchufe.engine.Alarm;
import enchufe.http.Peer;
import enchufe.http.RequestFramer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Checks once a second whether a client keeps the time limits for sending and reading; one for each connection that speaks HTTP.
 * Confined to the connection's loop.
 */
final class ClientWatch {
    static final Duration PERIOD = Duration.ofSeconds(1);
    /** While pages wait for a thread, a client may block the HttpServer for this long. */
    private static final long CROWDED_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final HttpListener port;
    private final Connection connection;
    private final Peer peer;
    private final Runnable look;
    private final RequestDeadline request;
    private final SendDeadline send;
    private Alarm alarm;

    /** Begins to check. */
    ClientWatch(HttpListener port, Connection connection, Peer peer, Runnable look) {
        this.port = port;
        this.connection = connection;
        this.peer = peer;
        this.look = look;
        request = new RequestDeadline(port.timeouts(), now());
        send = new SendDeadline(port.timeouts().sendTimeout().toNanos());
        lookLater();
    }

    private long now() {
        return connection.loop().now();
    }

    void lookLater() {
        alarm = connection.loop().after(PERIOD, look);
    }

    void cancel() {
        alarm.cancel();
    }

    /** Bytes have come that do not complete a request. */
    void incomplete(RequestFramer framer) {
        request.incomplete(framer, now());
    }

    /** The client has been told only now to send the body: 100 (Continue). */
    void goAhead() {
        request.goAhead(now());
    }

    /** All requests so far have been received, or answered. */
    void answered(RequestFramer framer) {
        request.answered(framer, now());
    }

    /** {@return whether the client is to be cut off, since it does not read what is queued for it; then it has been logged} */
    boolean isStuck(ClientRelay relay) {
        if (send.isOver(connection.queuedBytes() > 0, connection.hasMoved(), now())) {
            port.warnings().stalled(peer, port.timeouts());
            return true;
        }
        if (relay.hasBlocked(CROWDED_NANOS, now()) && port.backEnd().needsThread(now())) {
            port.warnings().crowded(peer);
            return true;
        }
        return false;
    }

    /** {@return whether the client has taken too long for its next request} */
    boolean isLate() {
        return request.isOver(now());
    }

    /** Logs that a request takes too long. {@return the reason to refuse it} */
    String lateness() {
        port.warnings().late(peer, request.option());
        return "the request took longer than " + request.option();
    }
}
