package enchufe;

import enchufe.engine.Alarm;
import enchufe.link.Outgoing;
import enchufe.registry.PendingAcks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The acknowledgements of one broadcast by the sockets of one server. */
final class RecipientAcks implements PendingAcks.Pending<Args> {
    private final Context context;
    private final long id;
    private final Adapter.Acks acks;
    private final Duration timeout;                             // null for as long as the recipients are connected
    private final List<Socket> recipients = new ArrayList<>();  // complete before another thread reads it
    private int outstanding = 1;                                // under the monitor; the sending itself: nothing ends before it
    private boolean incomplete;                                 // under the monitor: a recipient will not acknowledge
    private volatile Alarm alarm;                               // null without a timeout

    RecipientAcks(Context context, long id, Adapter.Acks acks, Duration timeout) {
        this.context = context;
        this.id = id;
        this.acks = acks;
        this.timeout = timeout;
    }

    /** Sends the packet to sockets, and begins to wait. Called once. */
    void send(List<Socket> sockets, Emission emission, Outgoing packet, boolean dropIfBusy) {
        for (Socket socket : sockets) {
            send(socket, emission, packet, dropIfBusy);
        }
        if (timeout != null) {
            alarm = context.alarms().after(timeout, this::onTimeout);
        }
        count(true);
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
            count(!isFull);
        }
    }

    @Override
    public Runnable answered(Args answer) {
        acks.arrived(answer.list());
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
            acks.end(all ? null : new AckTimeoutException(List.of()));
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
            acks.end(new AckTimeoutException(List.of()));
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
}
