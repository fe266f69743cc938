package enchufe;

import enchufe.dispatch.SerialQueue;
import enchufe.packet.Packet;
import java.util.HashMap;
import java.util.Map;

/**
 * The names by which one client wants to enter namespaces and that only the user's patterns may know: they are matched where
 * handlers run, for one client one after the other, so that it occupies one thread at most. Confined to the client's loop.
 */
final class Lookups {
    private final Client client;
    private final SerialQueue queue;
    private final Map<String, Long> pending = new HashMap<>();      // by name, what their packets take on the heap

    Lookups(Client client) {
        this.client = client;
        this.queue = client.server().dispatcher().newQueue();
    }

    boolean contains(String name) {
        return pending.containsKey(name);
    }

    int size() {
        return pending.size();
    }

    /** {@return what the packets that wait take on the heap} */
    long bytes() {
        long bytes = 0;
        for (long one : pending.values()) {
            bytes += one;
        }
        return bytes;
    }

    /** Looks for the namespace that a client wants to enter, and {@link Client#enter lets it} if there is one. */
    void begin(Packet connect, long dataBytes) {
        pending.put(connect.namespace(), dataBytes);
        queue.execute(() -> {
            if (!client.isClosed()) {
                Namespace parent = client.server().namespaces().parentOf(connect.namespace());
                client.session().loop().execute(() -> end(connect, parent));
            }
        });
    }

    private void end(Packet connect, Namespace parent) {
        String name = connect.namespace();
        long dataBytes = pending.remove(name);
        if (client.isClosed()) {
            return;
        }
        if (parent == null) {
            client.refuse(name, "Invalid namespace");
        } else {
            client.enter(client.server().namespaces().retainChild(parent, name), connect, dataBytes);
        }
        client.onReadEnd();                         // there is no read that would hand it over, and count what is kept now
    }
}
