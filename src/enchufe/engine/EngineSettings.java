package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.websocket.WebSocketLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** What the host of an {@link EngineServer} sets before it serves. */
abstract class EngineSettings {
    final EngineOptions options;
    final ResponseWriters writers;
    final Refusals refusals = new Refusals();
    volatile WebSocketLimits limits;
    volatile Front front = Front.NONE;
    volatile RequestFilter filter = (head, peer) -> Headers.NONE;
    volatile RequestCheck check;                // null: nobody is asked
    volatile Function<EngineSession, EngineListener> accept = session -> {
        throw new IllegalStateException("nobody takes the sessions: call onConnection before serving");
    };

    EngineSettings(EngineOptions options, ResponseWriters writers) {
        this.options = options;
        this.writers = writers;
        perMessageDeflate(-1);
    }

    /**
     * Sets the function that is called with each new session.
     *
     * @param function called on the session's loop; returns the session's listener. Messages that it sends follow the open packet
     */
    public void onConnection(Function<EngineSession, EngineListener> function) {
        accept = Objects.requireNonNull(function, "function");
    }

    /**
     * Sets the filter that sees every request first.
     *
     * @param requestFilter admits or refuses, and gives headers for the responses
     */
    public void filter(RequestFilter requestFilter) {
        filter = Objects.requireNonNull(requestFilter, "requestFilter");
    }

    /**
     * Sets the check that is asked about every request that the {@link #filter} has admitted.
     *
     * @param requestCheck decides now or later; null for none, as by default
     */
    public void check(RequestCheck requestCheck) {
        check = requestCheck;
    }

    /**
     * Sets who is told of requests that are refused.
     *
     * @param listener called on any thread
     */
    public void onRefused(RefusalListener listener) {
        refusals.listener(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Sets what is in front of this server; nothing by default.
     *
     * @param value proxies, and other servers
     */
    public void front(Front value) {
        front = Objects.requireNonNull(value, "front");
    }

    /**
     * Sets how long a client may read nothing of a response, where the JDK's HttpServer hosts this server; 60 s by default. Then
     * the client is cut off.
     *
     * @param value 1 ms to 12 days
     */
    public void sendTimeout(Duration value) {
        writers.sendTimeout(value);
    }

    /**
     * Sets whether messages on WebSockets may be compressed; by default they are not.
     *
     * @param threshold see {@link WebSocketLimits#deflateThreshold()}
     */
    public void perMessageDeflate(int threshold) {
        limits = new WebSocketLimits(options.maxHttpBufferSize(), WebSocketLimits.DEFAULT.maxFragments(), threshold);
    }

    /** {@return how many requests were refused, by the reason that clients are told} */
    public Map<String, Long> refusals() {
        return refusals.sums();
    }

    /** {@return the client of a request, whoever has brought it} */
    final Peer client(RequestHead head, Peer peer) {
        return front.clients().apply(head, peer);
    }
}
