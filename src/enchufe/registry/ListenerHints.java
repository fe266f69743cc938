package enchufe.registry;

import enchufe.log.Debug;
import enchufe.log.Hints;
import enchufe.log.Quote;
import enchufe.log.SimilarName;
import java.util.Set;

/** Points out what looks like a mistake with the listeners of a server's sockets, once for each event. Safe from any thread. */
public final class ListenerHints {
    private static final Debug DEBUG = Debug.of("socket.io:socket");
    /** Events of older clients, and of the manager in today's: a server never gets them. */
    private static final Set<String> OF_OLD = Set.of("connecting", "connect_failed", "connect_timeout", "reconnect", "reconnecting",
            "reconnect_attempt", "reconnect_error", "reconnect_failed");

    private final Hints hints;
    private final Hints unheard;
    private final Unsent unsent;

    /** Makes hints that have not been given yet; those about unheard events are apart, since clients choose the events' names. */
    public ListenerHints(Hints hints, Hints unheard) {
        this.hints = hints;
        this.unheard = unheard;
        this.unsent = new Unsent(hints);
    }

    /** {@return what points out listeners of events that clients are not the ones to send} */
    public Unsent unsent() {
        return unsent;
    }

    /** A listener, or its registration, is about to be added to those that the socket has already. */
    public void adding(String event, Object listener, Listeners present) {
        unsent.adding(event);
        if (present.contains(event, listener)) {
            hints.say("twice " + event, "the same listener is added to " + Quote.of(event) + " of one socket again, so that both"
                    + " are called: add it once, where the socket connects, not within another listener");
        }
        if (OF_OLD.contains(event)) {
            hints.say("old " + event, "no client sends " + Quote.of(event) + " to a server: a client that comes back is a new"
                    + " socket, for which io.onConnection(socket -> …) is called again");
        }
    }

    /** An event has come that nobody listens to, and whose name a client has chosen. */
    public void unheard(String event, Listeners present, boolean withAck) {
        if (!unheard.isDue(event)) {
            return;
        }
        String similar = SimilarName.of(event, present.names());
        if (similar != null) {
            String ack = withAck ? ", so that its callback is never called" : "";
            unheard.say(Quote.of(event) + " came, and nobody listens to it" + ack + ": did you mean " + Quote.of(similar) + "?");
        } else if (DEBUG.on()) {
            DEBUG.log("nobody listens to", event);
        }
    }

    /** An event has come whose client waits for an acknowledgement that no listener takes. */
    public void ackNotTaken(String event) {
        hints.say("ack " + event, "the client gave " + Quote.of(event) + " a callback, which is never called, since no listener"
                + " takes the acknowledgement: let one take it, socket.on(" + Quote.of(event) + ", (values, ack) -> ack.send(…))");
    }

    /** An event's listener has taken the acknowledgement that its client waits for, and has not sent it for long. */
    public void ackNotSent(String event) {
        hints.say("failed " + event, "a listener of " + Quote.of(event) + " has not acknowledged within 30 s, so that its client"
                + " waits: ack.send(…) must be called on every path, at the latest when the work is done");
    }

    /** A listener has failed before it sent the acknowledgement that its client waits for. */
    public void failedBeforeAck(String event) {
        hints.say("failed " + event, "a listener of " + Quote.of(event) + " failed before it acknowledged, so that the client's"
                + " callback is never called: catch what may fail and send an answer that says so");
    }
}
