package enchufe.link;

import enchufe.engine.Alarm;
import enchufe.engine.EngineLoop;
import enchufe.registry.PendingAcks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The acknowledgements of one broadcast by the sockets of one server. Sockets are added by one thread, {@link #allAsked} is the end
 * of that; they may acknowledge meanwhile.
 *
 * @param <A> the arguments of an acknowledgement
 */
public final class RecipientAcks<A> implements PendingAcks.Pending<A> {
    private final long id;
    private final Consumer<A> arrived;
    private final Consumer<Boolean> end;
    private final List<PendingAcks<A>> recipients = new ArrayList<>();  // complete before another thread reads it
    private int outstanding = 1;                                // under the monitor; the asking itself: nothing ends before it
    private boolean incomplete;                                 // under the monitor: a recipient will not acknowledge
    private volatile Alarm alarm;                               // null without a timeout

    /**
     * Asks nobody yet.
     *
     * @param id the packet id
     * @param arrived takes each acknowledgement; called on any thread
     * @param end is told once, when no more will arrive, whether all have
     */
    public RecipientAcks(long id, Consumer<A> arrived, Consumer<Boolean> end) {
        this.id = id;
        this.arrived = arrived;
        this.end = end;
    }

    /**
     * Waits for the acknowledgement of one more socket. To be called before the event is sent to it.
     *
     * @param acks those that the socket waits for
     * @param most how many may be pending there
     * @return false if it will not acknowledge: it is disconnected, or too many of its acknowledgements are pending
     */
    public boolean expect(PendingAcks<A> acks, int most) {
        synchronized (this) {
            outstanding++;                                      // first: the socket may disconnect at any time
        }
        boolean waits = false;
        boolean isFull = false;
        try {
            waits = acks.add(id, this, most);
        } catch (IllegalStateException tooMany) {
            isFull = true;                                      // one client that never acknowledges must not stop the others
        }
        if (waits) {
            recipients.add(acks);
        } else {
            count(!isFull);
        }
        return waits;
    }

    /**
     * No more sockets are asked.
     *
     * @param loop tells the time
     * @param timeout how long to wait; null for as long as the sockets are connected
     */
    public void allAsked(EngineLoop loop, Duration timeout) {
        if (timeout != null) {
            alarm = loop.after(timeout, this::onTimeout);
        }
        count(true);
    }

    @Override
    public Runnable answered(A answer) {
        arrived.accept(answer);
        count(true);
        return null;
    }

    @Override
    public void disconnected() {
        count(false);
    }

    /** One recipient fewer to wait for. */
    private void count(boolean complete) {
        boolean last;
        boolean all;
        synchronized (this) {
            incomplete |= !complete;
            last = --outstanding == 0;
            all = !incomplete;
        }
        if (last) {
            cancelAlarm();
            end.accept(all);
        }
    }

    private void onTimeout() {
        boolean open;
        synchronized (this) {
            open = outstanding > 0;
            outstanding = Integer.MAX_VALUE;                    // whoever acknowledges now is not the last one
        }
        if (open) {
            forget();
            end.accept(false);
        }
    }

    /** Acknowledgements that still arrive are ignored from now on. */
    public void forget() {
        cancelAlarm();
        for (PendingAcks<A> recipient : recipients) {
            recipient.remove(id);
        }
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
        }
    }
}
