package enchufe.net;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RefusalLog;
import enchufe.http.RequestHead;
import enchufe.log.Hints;
import enchufe.log.Log;
import enchufe.log.Quote;
import enchufe.log.RareWarnings;
import java.lang.System.Logger;

/** The warnings about limits of a port that end a client, each at most once a minute. For any thread. */
final class Warnings {
    private static final Logger LOG = Log.of("enchufe.net");

    private final RareWarnings warnings = new RareWarnings(LOG);
    private final Hints hints = new Hints(LOG, "paths at which Socket.IO is not served");
    private final RefusalLog refusals = new RefusalLog(LOG);

    void full(int maxConnections) {
        warnings.say("full", "connections are refused: there are maxConnections (" + maxConnections + ") already");
    }

    void late(Peer peer, String option) {
        warnings.say("late", "refused " + peer.address() + ": 408, its request took longer than " + option);
    }

    /** A request is refused that no handler was to answer. */
    void refused(Peer peer, HttpException refusal, int maxRequestBody, long now) {
        switch (refusal.status()) {
            case 408 -> { }                     // ClientWatch has logged which option it was
            case 413 -> tooLarge(peer, maxRequestBody);
            case 414, 431 -> longHead(peer, refusal);
            default -> refusals.add("a request of " + peer.address(), refusal, now);
        }
    }

    private void tooLarge(Peer peer, int maxRequestBody) {
        warnings.say("tooLarge", "refused " + peer.address() + ": 413, the body of its request is larger than maxRequestBody ("
                + maxRequestBody + " bytes); raise it if such requests are meant to be sent");
    }

    private void longHead(Peer peer, HttpException refusal) {
        warnings.say("longHead", "refused " + peer.address() + ": " + refusal.status() + ", " + refusal.getMessage()
                + ", which is a limit that cannot be changed");
    }

    void stalled(Peer peer, HttpTimeouts timeouts) {
        warnings.say("stalled", "cut off " + peer.address() + ": it took nothing of its answer for "
                + HttpTimeouts.named("sendTimeout", timeouts.sendTimeout()));
    }

    /** A request for something that only pages could serve. A Socket.IO client shows itself in the query. */
    void ifStray(RequestHead head) {
        if (head.target().contains("EIO=") && head.query().containsKey("transport")) {
            hints.say(head.path(), "a Socket.IO client asks for " + Quote.of(head.path()) + ", where none is served: let the client"
                    + " use the option path, or the server new Options().path(…)");
        }
    }

    void crowded(Peer peer) {
        warnings.say("crowded", "cut off " + peer.address()
                + ": it takes its page slowly, and pages wait, since all maxPageThreads are busy");
    }
}
