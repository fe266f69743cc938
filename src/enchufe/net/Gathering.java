package enchufe.net;

import enchufe.dispatch.Intake;
import enchufe.http.Peer;

/**
 * The part of a message, or of a request, that a connection has received and keeps until the rest comes: counted in the
 * {@link Intake}. While too much waits for listeners, it does not go on above {@link #FREE} bytes: whatever it becomes would only
 * wait too. Lives as long as there is something to keep, on the connection's loop.
 */
final class Gathering implements Intake.Holder, Intake.Waiting {
    /** So much comes whatever waits: one read, and a message that fits into it needs no gathering. */
    static final int FREE = 64 * 1024;

    private final Connection connection;
    private final Peer peer;
    private final Intake intake;
    private volatile long bytes;
    private boolean paused;

    Gathering(Connection connection, Peer peer) {
        this.connection = connection;
        this.peer = peer;
        this.intake = connection.loop().intake;
    }

    /** So much is kept now; 0 at the end, whatever kind of end. */
    void is(long now) {
        long before = bytes;
        if (now == before) {
            return;
        }
        bytes = now;
        intake.unfinished(this, before, now);
        if (!paused && now > FREE && intake.stops(now)) {
            pause(true);
            resume();                               // it may have become less meanwhile
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
        if (paused && intake.resumes(this, bytes)) {
            pause(false);
        }
    }

    @Override
    public long unfinishedBytes() {
        return bytes;
    }

    @Override
    public void evict(long limit) {
        long mine = bytes;
        connection.loop().execute(() -> {
            if (bytes > 0) {
                connection.loop().warnings.say("unfinished", "connection of " + peer.address() + " closed: it has sent " + mine
                        + " bytes of a message that is not complete, the most of all clients, and those of all exceed " + limit
                        + ": a larger heap (-Xmx), or a smaller maxHttpBufferSize, would spare it");
                connection.close();
            }
        });
    }
}
