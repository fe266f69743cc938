package enchufe;

import enchufe.dispatch.AckFuture;
import enchufe.engine.Alarm;
import enchufe.link.Outgoing;
import enchufe.registry.PendingAcks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One question to many sockets: gathers their answers in the order they come. */
final class BroadcastAck implements PendingAcks.Pending<Args> {
    private final Context context;
    private final long id;
    private final AckFuture<List<Args>> future;
    private final List<Socket> asked = new ArrayList<>();       // complete before anybody else looks at it
    private final List<Args> answers = new ArrayList<>();       // under the monitor, like the next two
    private int outstanding = 1;                                // the asking itself: no answer ends it before all are asked
    private boolean incomplete;                                 // somebody has gone without an answer
    private volatile Alarm alarm;                               // null without a timeout

    BroadcastAck(Context context) {
        this.context = context;
        this.id = context.nextQuestion();
        this.future = context.newFuture();
        future.whenGivenUp(this::forget);
    }

    /** {@return the question's number} */
    long id() {
        return id;
    }

    /** Asks sockets: one of several calls, before {@link #asked}. */
    void ask(List<Socket> sockets, Outgoing packet, boolean dropIfBusy) {
        for (Socket socket : sockets) {
            ask(socket, packet, dropIfBusy);
        }
    }

    /**
     * Everybody has been asked.
     *
     * @param timeout how long to wait for all of them; null for as long as they are connected
     * @return completes with the answers
     */
    CompletableFuture<List<Args>> asked(Duration timeout) {
        if (timeout != null) {
            alarm = context.alarms().after(timeout, this::onTimeout);
        }
        count(null, true);
        return future;
    }

    private void ask(Socket socket, Outgoing packet, boolean dropIfBusy) {
        synchronized (this) {
            outstanding++;                                      // before the socket knows: it may be about to leave
        }
        boolean waits = false;
        boolean isFull = false;
        try {
            waits = socket.acks().add(id, this, context.options().maxPendingAcks());
        } catch (IllegalStateException tooMany) {
            isFull = true;                                      // one client that never answers does not silence the others
        }
        if (waits) {
            asked.add(socket);
            socket.deliver(packet, dropIfBusy);
            socket.link().onQuestion();
        } else {
            count(null, !isFull);
        }
    }

    @Override
    public Runnable answered(Args answer) {
        count(answer, true);
        return null;
    }

    @Override
    public void disconnected() {
        count(null, false);
    }

    /** One less to wait for. */
    private void count(Args answer, boolean complete) {
        boolean last;
        synchronized (this) {
            if (answer != null) {
                answers.add(answer);
            }
            incomplete |= !complete;
            last = --outstanding == 0;
        }
        if (last) {
            end();
        }
    }

    private void onTimeout() {
        boolean open;
        synchronized (this) {
            open = outstanding > 0;
            incomplete |= open;
        }
        if (open) {
            forget();
            end();
        }
    }

    /** Answers that still come are ignored. */
    void forget() {
        cancelAlarm();
        for (Socket socket : asked) {
            socket.acks().remove(id);
        }
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
        }
    }

    private void end() {
        cancelAlarm();
        List<Args> soFar;
        boolean failed;
        synchronized (this) {
            soFar = List.copyOf(answers);
            failed = incomplete;
        }
        future.arrive(soFar, failed ? new AckTimeoutException(soFar) : null, context.dispatcher());
    }
}
