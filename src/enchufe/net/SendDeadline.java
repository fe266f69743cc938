package enchufe.net;

/** Notices a client that reads nothing of what is queued for it. It is asked from time to time; time is an argument. */
final class SendDeadline {
    private final long nanos;
    private boolean runs;
    private long since;

    SendDeadline(long nanos) {
        this.nanos = nanos;
    }

    /**
     * {@return whether the client has read nothing for this long}
     *
     * @param waits whether anything is queued
     * @param moved whether the socket has taken anything since the last call
     */
    boolean isOver(boolean waits, boolean moved, long now) {
        if (!waits || moved || !runs) {
            runs = waits;
            since = now;
        }
        return runs && now - since >= nanos;
    }
}
