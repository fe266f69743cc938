package enchufe.net;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.log.Log;
import enchufe.log.RareWarnings;
import java.lang.System.Logger;

/** The warnings about limits of a port that end a client, each at most once a minute. For any thread. */
final class Warnings {
    private static final Logger LOG = Log.of("enchufe.net");

    private final RareWarnings warnings = new RareWarnings(LOG);

    void full(int maxConnections) {
        warnings.say("full", "connections are refused: there are maxConnections (" + maxConnections + ") already");
    }

    void late(Peer peer, String option) {
        warnings.say("late", "refused " + peer.address() + ": 408, its request took longer than " + option);
    }

    void tooLarge(Peer peer, int maxRequestBody) {
        warnings.say("tooLarge", "refused " + peer.address() + ": 413, the body of its request is larger than maxRequestBody ("
                + maxRequestBody + " bytes); raise it if such requests are meant to be sent");
    }

    void longHead(Peer peer, HttpException refusal) {
        warnings.say("longHead", "refused " + peer.address() + ": " + refusal.status() + ", " + refusal.getMessage()
                + ", which is a limit that cannot be changed");
    }

    void stalled(Peer peer, HttpTimeouts timeouts) {
        warnings.say("stalled", "cut off " + peer.address() + ": it took nothing of its answer for "
                + HttpTimeouts.named("sendTimeout", timeouts.sendTimeout()));
    }

    void crowded(Peer peer) {
        warnings.say("crowded", "cut off " + peer.address()
                + ": it takes its page slowly, and pages wait, since all maxPageThreads are busy");
    }
}
