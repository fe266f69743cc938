package enchufe.net;

/** Notices a client that takes nothing of what waits for it. It is asked again and again; time is an argument. */
final class SendDeadline {
    private final long nanos;
    private boolean runs;
    private long since;

    SendDeadline(long nanos) {
        this.nanos = nanos;
    }

    /**
     * {@return whether the client has taken nothing for so long}
     *
     * @param waits whether anything waits for it
     * @param moved whether it has taken anything since the last time this was asked
     */
    boolean isOver(boolean waits, boolean moved, long now) {
        if (!waits || moved || !runs) {
            runs = waits;
            since = now;
        }
        return runs && now - since >= nanos;
    }
}
