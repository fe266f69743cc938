package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An exchange whose host runs on the loop: it knows when its client goes away and when its body is there. */
final class FakeLoopExchange extends Exchange {
    private final byte[] body;
    private final CompletableFuture<String> completed = new CompletableFuture<>();
    private final List<Runnable> whenGone = new ArrayList<>();
    private Headers responseHeaders;
    private byte[] content;
    private Runnable whenBody;
    private boolean bodyLater;

    FakeLoopExchange(String method, String query, byte[] body, String... fields) {
        super(new RequestHead(method, "/engine.io/?" + query, "HTTP/1.1", Headers.of(List.of(fields))),
                new Peer(FakeExchange.ADDRESS, false));
        this.body = body;
    }

    FakeLoopExchange withBodyLater() {
        bodyLater = true;
        return this;
    }

    void bodyArrives() {
        whenBody.run();
    }

    void clientGoes() {
        whenGone.forEach(Runnable::run);
    }

    boolean isCompleted() {
        return completed.isDone();
    }

    /** {@return status and body, waiting for them if another thread is about to complete the exchange} */
    String answer() {
        try {
            return completed.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer to " + head().method() + " " + head().target(), e);
        }
    }

    /** {@return the status of the answer} */
    String status() {
        return answer().substring(0, 3);
    }

    Headers responseHeaders() {
        return responseHeaders;
    }

    byte[] content() {
        return content;
    }

    @Override
    public void onBody(Runnable action) {
        if (bodyLater) {
            whenBody = action;
        } else {
            action.run();
        }
    }

    @Override
    public byte[] body(int most) {
        return body.length > most ? null : body;
    }

    @Override
    public void resume(Runnable action) {
        action.run();
    }

    @Override
    public void onGone(Runnable action) {
        whenGone.add(action);
    }

    @Override
    protected void send(int status, Headers headers, byte[] sent) {
        responseHeaders = headers;
        content = sent;
        if (!completed.complete(status + " " + new String(sent, UTF_8))) {
            throw new AssertionError("answered twice");
        }
    }
}
