package enchufe.engine;

import enchufe.http.HttpException;
import enchufe.log.Debug;
import enchufe.log.Log;
import enchufe.log.RareWarning;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that a server refuses, by what clients are told: a few texts of this program. For any thread. */
final class Refusals {
    private static final Debug DEBUG = Debug.of("engine");

    private final Map<String, LongAdder> byReason = new ConcurrentHashMap<>();
    private final RareWarning noSession = new RareWarning(Log.of("enchufe.engine"));

    /** {@return a refusal as clients know it, which is counted} */
    HttpException counted(HttpException refusal, Front front) {
        if (DEBUG.on()) {
            DEBUG.log("refused with " + refusal.status() + ": " + refusal.getMessage());
        }
        if (front.isOneOfMany() && EngineError.UNKNOWN_SID.isReasonOf(refusal)) {
            noSession.say("a client asks for a session that this server does not know: it has ended, or the proxy in front of"
                    + " several servers has no sticky sessions, which polling clients need");
        }
        HttpException told = EngineError.inEngineTerms(refusal);
        byReason.computeIfAbsent(told.getMessage(), first -> new LongAdder()).increment();
        return told;
    }

    Map<String, Long> sums() {
        var sums = new TreeMap<String, Long>();
        byReason.forEach((reason, count) -> sums.put(reason, count.sum()));
        return sums;
    }
}
