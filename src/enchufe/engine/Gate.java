package enchufe.engine;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What a request has to pass before it is served: the {@link RequestFilter}, and then the {@link RequestCheck}, if there is one,
 * which may take its time. For any thread.
 */
final class Gate {
    private static final Logger LOG = Log.of("enchufe.engine");

    private final EngineSettings settings;

    Gate(EngineSettings settings) {
        this.settings = settings;
    }

    /** Refuses a request of the polling transport, or serves it, perhaps later. */
    void pass(Exchange request, Consumer<RequestCheck.Pass> serve) {
        RequestHead head = settings.options.allowEIO3() ? Jsonp.withOrigin(request.head()) : request.head();
        try {
            request.addHeaders(settings.filter.admit(head, request.peer()));
        } catch (HttpException refusal) {
            refuse(request, refusal);
            return;
        }
        if (settings.check == null) {
            serve.accept(RequestCheck.Pass.PLAIN);
            return;
        }
        check(request.head(), request.peer()).whenComplete((pass, failure) -> request.resume(() -> {
            if (failure == null) {
                serve.accept(pass);
            } else {
                request.refuse((HttpException) HttpException.thrown(failure));      // counted already
            }
        }));
    }

    void refuse(Exchange request, HttpException refusal) {
        request.refuse(refusal(refusal, request.head(), request.peer()));
    }

    /** Refuses a request for a WebSocket, or lets it pass to the check. */
    void filter(RequestHead head, Peer peer) {
        try {
            settings.filter.admit(head, peer);
        } catch (HttpException refusal) {
            throw refusal(refusal, head, peer);
        }
    }

    /** {@return what a request passes with, or fails with the refusal that the client is told} */
    CompletionStage<RequestCheck.Pass> check(RequestHead head, Peer peer) {
        return settings.check.check(head, settings.client(head, peer)).handle((pass, failure) -> {
            if (pass == null) {
                throw refusal(refusalOf(failure == null ? new NullPointerException("it has given null") : failure), head, peer);
            }
            return pass;
        });
    }

    private static HttpException refusalOf(Throwable failure) {
        RuntimeException cause = HttpException.thrown(failure);
        if (cause instanceof HttpException refusal) {
            return refusal;
        }
        LOG.log(Level.ERROR, "the check of a request failed; the request is refused", cause);
        return EngineError.BAD_REQUEST.refusal(Map.of("name", "MIDDLEWARE_FAILURE"));       // as in Node
    }

    /** {@return a refusal as the client is told, which is counted} */
    HttpException refusal(HttpException refusal, RequestHead head, Peer peer) {
        return settings.refusals.counted(refusal, head, peer, settings.front);
    }
}
