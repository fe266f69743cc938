package enchufe;

import enchufe.engine.Alarm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One question to one socket: completes its future out of order, or calls its callback in order, exactly once. */
final class Question implements Acks.Pending {
    private final Socket socket;
    private final long id;
    private final Answer<Args> future;                  // one of these two is null
    private final AckCallback callback;
    private volatile Alarm alarm;                       // null without a timeout

    private Question(Socket socket, Answer<Args> future, AckCallback callback) {
        this.socket = socket;
        this.id = socket.server().nextQuestion();
        this.future = future;
        this.callback = callback;
    }

    /** Sends a question whose answer completes a future. */
    static CompletableFuture<Args> ask(Socket socket, Emission emission, Duration timeout, boolean dropIfBusy) {
        var future = new Answer<Args>(socket.client().server().loops());
        var question = new Question(socket, future, null);
        future.whenGivenUp(question::forget);
        question.ask(emission, timeout, dropIfBusy);
        return future;
    }

    /** Sends a question whose answer goes to the emission's callback. */
    static void askInOrder(Socket socket, Emission emission, Duration timeout, boolean dropIfBusy) {
        new Question(socket, null, emission.callback()).ask(emission, timeout, dropIfBusy);
    }

    private void ask(Emission emission, Duration timeout, boolean dropIfBusy) {
        // Encoded first: what cannot be sent must not wait for an answer.
        Outgoing packet = emission.encode(socket.namespace(), id);
        if (!socket.acks().add(id, this, socket.server().options().maxPendingAcks())) {
            inOrder(end(new DisconnectedException(), null));
            return;
        }
        if (timeout != null) {
            alarm = socket.client().session().loop().after(timeout, this::onTimeout);
        }
        socket.deliver(packet, dropIfBusy);
        socket.client().onQuestion();
    }

    private void onTimeout() {
        if (forget()) {
            inOrder(end(new AckTimeoutException(List.of()), null));
        }
    }

    /** An answer that still comes is ignored. {@return whether it was waited for until now} */
    private boolean forget() {
        cancelAlarm();
        return socket.acks().remove(id) != null;
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
        }
    }

    private void inOrder(Runnable rest) {
        if (rest != null) {
            socket.queue().execute(rest);
        }
    }

    @Override
    public Runnable answered(Args answer) {
        return end(null, answer);
    }

    @Override
    public void disconnected() {
        inOrder(end(new DisconnectedException(), null));
    }

    /** {@return what is left to be done in the socket's order, or null} */
    private Runnable end(RuntimeException error, Args answer) {
        cancelAlarm();
        if (callback != null) {
            return () -> socket.call("the callback of an acknowledgement", () -> callback.answered(error, answer));
        }
        future.arrive(answer, error, socket.server().dispatcher());
        return null;
    }
}
