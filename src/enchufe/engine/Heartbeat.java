package enchufe.engine;

/**
 * The heartbeat of one session: a link of the line of {@link Heartbeats} that it stands in, or of none. A line is a ring, closed
 * by a link without a session; so a session leaves without a search, and leaves nothing behind.
 */
final class Heartbeat {
    final EngineSession session;
    long deadline;                          // for the next ping, or for the pong
    private Heartbeat before = this;
    private Heartbeat behind = this;

    Heartbeat(EngineSession session) {
        this.session = session;
    }

    /** Goes to the end of a line. */
    void enter(Heartbeat line, long until) {
        leave();
        deadline = until;
        before = line.before;
        behind = line;
        before.behind = this;
        behind.before = this;
    }

    void leave() {
        before.behind = behind;
        behind.before = before;
        before = this;
        behind = this;
    }

    /** {@return the first of the line that this link closes, or null} */
    Heartbeat first() {
        return behind == this ? null : behind;
    }
}
