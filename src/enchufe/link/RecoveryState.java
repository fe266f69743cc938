package enchufe.link;

import java.util.Map;
import java.util.Set;

/** What comes back of a socket whose client was cut off. Its fields are guarded by the lock of the {@link Recovery}. */
public final class RecoveryState {
    final String namespace;
    final String id;
    final String pid;
    Recovery.Holder holder;                  // null while it is not connected
    Set<String> rooms = Set.of();
    Map<String, Object> data;
    long first = -1;                // the first number that was sent to it; -1 for none
    long sent = -1;                 // the last one
    long resent = -1;               // the last one that was sent again
    long confirmed = -1;            // the last one that the client is known to have
    long next;                      // the next number when it was cut off
    long until;                     // when it is dropped
    long bytes;                     // what it takes on the heap while it is kept

    RecoveryState(String namespace, String id, String pid, Recovery.Holder holder) {
        this.namespace = namespace;
        this.id = id;
        this.pid = pid;
        this.holder = holder;
    }

    /** {@return the socket id} */
    public String id() {
        return id;
    }

    /** {@return the secret name of this state, which only its client knows} */
    public String pid() {
        return pid;
    }

    /** {@return the rooms that it was in} */
    public Set<String> rooms() {
        return rooms;
    }

    /** {@return the application's data; may be null} */
    public Map<String, Object> data() {
        return data;
    }

    /** An event is sent to it: called in a {@link Recovery.Delivery}. */
    public void sent(long number) {
        first = first < 0 ? number : first;
        sent = number;
    }
}
