package enchufe.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The events that were sent lately, in the order of their numbers. Not thread-safe. */
final class History {
    private static final int ENTRY_BYTES = 200;

    /**
     * An event.
     *
     * @param number its number
     * @param time when it was sent
     * @param namespace where
     * @param rooms to whom; none for all
     * @param except but not to those
     * @param packet the event
     */
    record Entry(long number, long time, String namespace, Set<String> rooms, Set<String> except, Outgoing packet) {
        long bytes() {
            return ENTRY_BYTES + packet.bytes();
        }

        /** {@return whether a socket in these rooms gets it} */
        boolean isFor(String where, Set<String> joined) {
            return namespace.equals(where) && (rooms.isEmpty() || joined.stream().anyMatch(rooms::contains))
                    && joined.stream().noneMatch(except::contains);
        }
    }

    private final long keepNanos;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private long lost;
    private long dropped;

    /** Keeps events for so long. */
    History(long keepNanos) {
        this.keepNanos = keepNanos;
    }

    void add(Entry entry) {
        entries.add(entry);
        bytes += entry.bytes();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /** {@return a number: of those below it, some may have been dropped too early, since there was no room for them} */
    long lost() {
        return lost;
    }

    /** {@return a number: those below it are not there any more, for whatever reason} */
    long dropped() {
        return dropped;
    }

    /** {@return the events from a number on} */
    List<Entry> since(long number) {
        var since = new ArrayList<Entry>();
        for (Iterator<Entry> latest = entries.descendingIterator(); latest.hasNext();) {
            Entry entry = latest.next();
            if (entry.number() < number) {
                break;
            }
            since.add(entry);
        }
        Collections.reverse(since);
        return since;
    }

    /** Drops what is too old, and the oldest of what is too much. */
    void sweep(long now, long maxBytes) {
        while (!entries.isEmpty()) {
            boolean isOld = entries.peek().time() + keepNanos - now <= 0;
            if (!isOld && bytes <= maxBytes) {
                return;
            }
            Entry oldest = entries.poll();
            bytes -= oldest.bytes();
            dropped = oldest.number() + 1;
            lost = isOld ? lost : dropped;
        }
    }
}
