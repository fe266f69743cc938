package enchufe.link;

import java.util.concurrent.atomic.LongAdder;

/** Counts what a server's clients have sent and received since it was made. Safe from any thread. */
public final class Traffic {
    /** Events that have come. */
    public final LongAdder eventsReceived = new LongAdder();
    /** Events that were sent, once for each recipient. */
    public final LongAdder eventsSent = new LongAdder();
    /** The bytes of messages that have come. */
    public final LongAdder bytesReceived = new LongAdder();
    /** The bytes of messages that were sent. */
    public final LongAdder bytesSent = new LongAdder();
}
