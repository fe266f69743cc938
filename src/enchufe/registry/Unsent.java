package enchufe.registry;

import enchufe.log.Hints;
import enchufe.log.Quote;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Points out listeners of what sounds like an event of the server's own, if no client sends such an event. These names are good
 * ones for events of an application, so it is not said before a socket that waited for one has ended, and never once a client has
 * sent it. Safe from any thread.
 */
public final class Unsent {
    private static final List<String> HEARTBEAT = List.of("ping", "pong");
    private static final Set<String> NAMES = Set.of("join", "leave", "ping", "pong");

    private final Hints hints;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private volatile boolean watching;

    Unsent(Hints hints) {
        this.hints = hints;
    }

    /** A listener is about to be added: until the first one that this class is about, events cost no look at their names. */
    void adding(String event) {
        if (NAMES.contains(event) && !sent.contains(event)) {
            watching = true;
        }
    }

    /** {@return whether there have been listeners that the methods below are about} */
    public boolean isWatching() {
        return watching;
    }

    /** A client has sent an event. */
    public void sent(String event) {
        if (watching && NAMES.contains(event)) {
            sent.add(event);
        }
    }

    private boolean waits(String event, Listeners listeners) {
        return !sent.contains(event) && !listeners.get(event).isEmpty();
    }

    /** A socket ends that has lived through a heartbeat. */
    public void ending(Listeners listeners) {
        for (String event : HEARTBEAT) {
            if (waits(event, listeners)) {
                hints.say("unsent " + event, "no client has sent " + Quote.of(event) + " yet, which a socket listens to: the"
                        + " heartbeat, each pingInterval, is no event, and socket.conn().roundTrip() is how long it took. If"
                        + " you want to measure that with an event, let the client give it a callback, and the listener call"
                        + " ack.send()");
            }
        }
    }

    /**
     * A socket ends that was in a room as soon as it had connected, and nobody is told of rooms.
     *
     * @param namespace how its namespace is asked for
     * @param listeners its listeners
     * @param hearsEnd whether it has listeners of its end, so that it means something else by leaving
     */
    public void endingInRoom(String namespace, Listeners listeners, boolean hearsEnd) {
        if (waits("join", listeners)) {
            hints.say("unsent join", "no client has sent \"join\" yet, which a socket in a room listens to: socket.join(…) sends no"
                    + " event. If you want to be told who joins a room: " + namespace + ".onRooms(…)");
        }
        if (!hearsEnd && !sent.contains("join") && waits("leave", listeners)) {
            hints.say("unsent leave", "no client has sent \"leave\" yet, which a socket in a room listens to: neither"
                    + " socket.leave(…) sends an event, nor a client that goes. If you want to be told who goes:"
                    + " socket.onDisconnecting(reason -> …)");
        }
    }
}
