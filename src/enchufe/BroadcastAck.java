package enchufe;

import enchufe.dispatch.AckFuture;
import enchufe.engine.Alarm;
import enchufe.link.Outgoing;
import enchufe.registry.PendingAcks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The acknowledgements of one broadcast: gathers them in the order they arrive. */
final class BroadcastAck implements PendingAcks.Pending<Args> {
    private final Context context;
    private final long id;
    private final AckFuture<List<Args>> future;
    private final List<Socket> recipients = new ArrayList<>();  // complete before another thread reads it
    private final List<Args> answers = new ArrayList<>();       // under the monitor, like the next two
    private int outstanding = 1;                                // the sending itself: nothing completes before all is sent
    private boolean incomplete;                                 // a recipient will not acknowledge
    private volatile Alarm alarm;                               // null without a timeout

    BroadcastAck(Context context) {
        this.context = context;
        this.id = context.nextAckId();
        this.future = context.newFuture();
        future.whenGivenUp(this::forget);
    }

    /** {@return the packet id that the clients acknowledge} */
    long id() {
        return id;
    }

    /** Sends the packet to sockets. May be called several times, before {@link #allSent}. */
    void send(List<Socket> sockets, Emission emission, Outgoing packet, boolean dropIfBusy) {
        for (Socket socket : sockets) {
            send(socket, emission, packet, dropIfBusy);
        }
    }

    /**
     * Begins to wait: all recipients have been sent the packet.
     *
     * @param timeout how long to wait for them; null for as long as they are connected
     * @return completes with the acknowledgements
     */
    CompletableFuture<List<Args>> allSent(Duration timeout) {
        if (timeout != null) {
            alarm = context.alarms().after(timeout, this::onTimeout);
        }
        count(null, true);
        return future;
    }

    private void send(Socket socket, Emission emission, Outgoing packet, boolean dropIfBusy) {
        synchronized (this) {
            outstanding++;                                      // first: the socket may disconnect at any time
        }
        boolean waits = false;
        boolean isFull = false;
        try {
            waits = socket.acks().add(id, this, context.options().maxPendingAcks());
        } catch (IllegalStateException tooMany) {
            isFull = true;                                      // one client that never acknowledges must not stop the others
        }
        if (waits) {
            recipients.add(socket);
            socket.deliver(emission, packet, dropIfBusy);
            socket.link().onAckRequested();
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

    /** One recipient fewer to wait for. */
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

    /** Acknowledgements that still arrive are ignored from now on. */
    void forget() {
        cancelAlarm();
        for (Socket socket : recipients) {
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
