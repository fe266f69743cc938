package enchufe.net;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.log.Log;
import enchufe.log.RareWarning;
import java.lang.System.Logger;

/** What a port says when one of its limits ends a client. */
final class Warnings {
    private static final Logger LOG = Log.of("enchufe.net");

    private final RareWarning full = new RareWarning(LOG);
    private final RareWarning late = new RareWarning(LOG);
    private final RareWarning stalled = new RareWarning(LOG);
    private final RareWarning crowded = new RareWarning(LOG);
    private final RareWarning tooLarge = new RareWarning(LOG);
    private final RareWarning longHead = new RareWarning(LOG);

    void full(int maxConnections) {
        full.say("connections are refused: there are maxConnections (" + maxConnections + ") already");
    }

    void late(Peer peer, String option) {
        late.say("refused " + peer.address() + ": 408, its request took longer than " + option);
    }

    void tooLarge(Peer peer, int maxRequestBody) {
        tooLarge.say("refused " + peer.address() + ": 413, the body of its request is larger than maxRequestBody ("
                + maxRequestBody + " bytes); raise it if such requests are meant to be sent");
    }

    void longHead(Peer peer, HttpException refusal) {
        longHead.say("refused " + peer.address() + ": " + refusal.status() + ", " + refusal.getMessage()
                + ", which is a limit that cannot be changed");
    }

    void stalled(Peer peer, HttpTimeouts timeouts) {
        stalled.say("cut off " + peer.address() + ": it took nothing of its answer for "
                + HttpTimeouts.named("sendTimeout", timeouts.sendTimeout()));
    }

    void crowded(Peer peer) {
        crowded.say("cut off " + peer.address() + ": it takes its page slowly, and pages wait, since all maxPageThreads are busy");
    }
}
