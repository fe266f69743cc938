package enchufe.engine;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.log.Debug;
import enchufe.log.Log;
import enchufe.log.RareWarnings;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts and reports the requests that a server refuses, by what clients are told: a few texts of this program. For any thread. */
final class Refusals {
    private static final Debug DEBUG = Debug.of("engine");

    private final Map<String, LongAdder> byReason = new ConcurrentHashMap<>();
    private volatile RefusalListener listener = (head, client, code, message, context) -> { };
    private final RareWarnings warnings = new RareWarnings(Log.of("enchufe.engine"));

    void listener(RefusalListener value) {
        listener = value;
    }

    /** {@return a refusal as clients know it, which is counted and reported} */
    HttpException counted(HttpException refusal, RequestHead head, Peer peer, Front front) {
        if (DEBUG.on()) {
            DEBUG.log("refused with " + refusal.status() + ": " + refusal.getMessage());
        }
        HttpException told = EngineError.inEngineTerms(refusal);
        byReason.computeIfAbsent(told.getMessage(), first -> new LongAdder()).increment();
        Refusal known = told instanceof Refusal refused ? refused : null;
        if (front.isOneOfMany() && known != null && known.error == EngineError.UNKNOWN_SID) {
            warnings.say("noSession", "a client asks for a session that this server does not know: it has ended, or the proxy in"
                    + " front of several servers has no sticky sessions, which polling clients need");
        }
        listener.refused(head, front.clients().apply(head, peer), known == null ? -1 : known.error.code, told.getMessage(),
                known == null ? Map.of() : known.context);
        return told;
    }

    Map<String, Long> sums() {
        var sums = new TreeMap<String, Long>();
        byReason.forEach((reason, count) -> sums.put(reason, count.sum()));
        return sums;
    }
}
