package enchufe;

import enchufe.dispatch.AckFuture;
import enchufe.dispatch.Dispatcher;
import enchufe.dispatch.SerialQueue;
import enchufe.engine.Alarm;
import enchufe.engine.EngineLoop;
import enchufe.link.UserCode;
import enchufe.registry.PendingAcks;
import java.time.Duration;
import java.util.List;

/** One acknowledgement of one socket: completes its future outside the socket's order, or calls its callback in order, once. */
final class PendingAck implements PendingAcks.Pending<Args> {
    private final long id;
    private final PendingAcks<Args> acks;               // those of the socket, like the queue
    private final SerialQueue queue;
    private final Dispatcher dispatcher;
    private final AckFuture<Args> future;               // one of these two is null
    private final AckCallback callback;
    private volatile Alarm alarm;                       // null without a timeout

    /** Makes one that does not wait yet: see {@link #begin}. */
    PendingAck(long id, Emission emission, Context context, PendingAcks<Args> acks, SerialQueue queue) {
        this.id = id;
        this.acks = acks;
        this.queue = queue;
        this.dispatcher = context.dispatcher();
        this.callback = emission.callback();
        this.future = emission.withAck() ? context.newFuture() : null;
        if (future != null) {
            future.whenGivenUp(this::forget);
        }
    }

    /** {@return completes with the acknowledgement; null if a callback takes it} */
    AckFuture<Args> future() {
        return future;
    }

    /**
     * Begins to wait.
     *
     * @param timeout how long; null for as long as the client is connected
     * @return false if the socket is disconnected already; the future or callback then fails
     * @throws IllegalStateException if {@code maxPendingAcks} are pending
     */
    boolean begin(int maxPendingAcks, EngineLoop loop, Duration timeout) {
        if (!acks.add(id, this, maxPendingAcks)) {
            disconnected();
            return false;
        }
        if (timeout != null) {
            alarm = loop.after(timeout, this::onTimeout);
        }
        return true;
    }

    private void onTimeout() {
        if (forget()) {
            inOrder(end(new AckTimeoutException(List.of()), null));
        }
    }

    /** An acknowledgement that still arrives is ignored from now on. {@return whether it was pending} */
    private boolean forget() {
        cancelAlarm();
        return acks.remove(id) != null;
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
        }
    }

    private void inOrder(Runnable rest) {
        if (rest != null) {
            queue.execute(rest);
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

    /** {@return what remains to be done in the socket's order, or null} */
    private Runnable end(RuntimeException error, Args answer) {
        cancelAlarm();
        if (callback != null) {
            return () -> UserCode.call("the callback of an acknowledgement", () -> callback.answered(error, answer));
        }
        future.arrive(answer, error, dispatcher);
        return null;
    }
}
