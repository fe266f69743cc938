package enchufe.link;

import enchufe.dispatch.SerialQueue;
import enchufe.engine.Alarm;
import enchufe.engine.EngineLoop;
import enchufe.registry.PendingAcks;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * One acknowledgement of one socket that is waited for: it arrives, or its time is over, or the socket is disconnected; whichever
 * comes first counts.
 *
 * @param <A> the arguments of an acknowledgement
 */
public final class PendingAck<A> implements PendingAcks.Pending<A> {
    /**
     * Takes the acknowledgement. Called once, on any thread.
     *
     * @param <A> its arguments
     */
    @FunctionalInterface
    public interface Taker<A> {
        /**
         * The acknowledgement has arrived, or will not arrive.
         *
         * @param error why there is none; null if there is one
         * @param answer its arguments; null if there is none
         * @return what is to be done in the socket's order, or null
         */
        Runnable take(RuntimeException error, A answer);
    }

    /**
     * Why there is no acknowledgement.
     *
     * @param timedOut makes the exception for one that has not come in time
     * @param disconnected makes the exception for one that cannot come any more
     */
    public record Failures(Supplier<RuntimeException> timedOut, Supplier<RuntimeException> disconnected) {}

    private final long id;
    private final PendingAcks<A> acks;                  // those of the socket, like the queue
    private final SerialQueue queue;
    private final Failures failures;
    private final Taker<A> taker;
    private volatile Alarm alarm;                       // null without a timeout

    /**
     * Makes one that does not wait yet: see {@link #begin}.
     *
     * @param id the packet id
     * @param acks those that the socket waits for
     * @param queue the socket's order
     * @param failures why there is none
     * @param taker takes it
     */
    public PendingAck(long id, PendingAcks<A> acks, SerialQueue queue, Failures failures, Taker<A> taker) {
        this.id = id;
        this.acks = acks;
        this.queue = queue;
        this.failures = failures;
        this.taker = taker;
    }

    /**
     * Begins to wait.
     *
     * @param most how many may be pending
     * @param loop tells the time
     * @param timeout how long; null for as long as the client is connected
     * @return false if the socket is disconnected already, which the taker has been told
     * @throws IllegalStateException if too many are pending
     */
    public boolean begin(int most, EngineLoop loop, Duration timeout) {
        if (!acks.add(id, this, most)) {
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
            inOrder(end(failures.timedOut().get(), null));
        }
    }

    /** If the acknowledgement still arrives, it is ignored from now on. {@return whether it was pending} */
    public boolean forget() {
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
    public Runnable answered(A answer) {
        return end(null, answer);
    }

    @Override
    public void disconnected() {
        inOrder(end(failures.disconnected().get(), null));
    }

    private Runnable end(RuntimeException error, A answer) {
        cancelAlarm();
        return taker.take(error, answer);
    }
}
