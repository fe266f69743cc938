package enchufe.net;

import enchufe.dispatch.Intake;
import enchufe.http.Peer;

/**
 * The part of a message or a request that a connection keeps until the rest arrives, counted in the {@link Intake}. While too
 * much waits for listeners, a connection that keeps more than {@link #FREE} bytes is not read: the whole message would only wait
 * too. Exists while there is something to keep; confined to the connection's loop.
 */
final class Gathering implements Intake.Holder, Intake.Waiting {
    /** Up to this many bytes are read whatever waits: as many as one read takes. */
    static final int FREE = 64 * 1024;

    private final Connection connection;
    private final Peer peer;
    private final Intake intake;
    private volatile long bytes;
    private final boolean mayWait;
    private boolean paused;

    private Gathering(Connection connection, Peer peer, boolean mayWait) {
        this.connection = connection;
        this.peer = peer;
        this.mayWait = mayWait;
        this.intake = connection.loop().intake;
    }

    /**
     * Counts what a connection keeps.
     *
     * @param present null if the connection has kept nothing so far
     * @param mayWait whether reading may stop; not for a request, since requests have a time limit
     * @param bytes what the connection keeps now; 0 when it is complete, or given up
     * @return null if nothing is kept
     */
    static Gathering note(Gathering present, Connection connection, Peer peer, boolean mayWait, long bytes) {
        if (bytes == 0 && present == null) {
            return null;
        }
        Gathering gathering = present == null ? new Gathering(connection, peer, mayWait) : present;
        gathering.is(bytes);
        if (connection.isClosed()) {                // it was evicted just now, and whoever calls does not know it yet
            gathering.is(0);
        }
        return gathering.bytes == 0 ? null : gathering;
    }

    private void is(long now) {
        long before = bytes;
        if (now == before) {
            return;
        }
        bytes = now;
        intake.unfinished(this, before, now);
        if (mayWait && !paused && now > FREE && intake.stops(now, false)) {
            pause(true);
            resume();                               // less may wait by now
        } else if (paused && now <= FREE) {
            pause(false);
        }
    }

    private void pause(boolean on) {
        paused = on;
        connection.gathering(!on);
    }

    @Override
    public void mayResume() {
        connection.loop().execute(this::resume);
    }

    private void resume() {
        if (paused && intake.resumes(this, bytes, false)) {
            pause(false);
        }
    }

    @Override
    public long unfinishedBytes() {
        return bytes;
    }

    @Override
    public void evict(long limit) {
        Loop loop = connection.loop();
        if (loop.inLoop()) {
            end(limit);                             // at once: other connections go on receiving during this turn
        } else {
            loop.execute(() -> end(limit));
        }
    }

    private void end(long limit) {
        if (bytes > 0) {
            connection.loop().warnings.say("unfinished", "connection of " + peer.address() + " closed: it has sent " + bytes
                    + " bytes of something that is not complete, the most of all clients, and those of all exceed " + limit
                    + ": a larger heap (-Xmx), or a smaller maxHttpBufferSize or maxRequestBody, would spare it");
            connection.close();
        }
    }
}
