package enchufe;

import enchufe.engine.Alarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One question to many sockets: gathers their answers in the order they come. */
final class Survey implements Acks.Pending {
    private final SocketIOServer server;
    private final long id;
    private final Answer<List<Args>> future;
    private final List<Socket> asked = new ArrayList<>();       // complete before anybody else looks at it
    private final List<Args> answers = new ArrayList<>();       // under the monitor, like the next two
    private int outstanding = 1;                                // the asking itself: no answer ends it before all are asked
    private boolean incomplete;                                 // somebody has gone without an answer
    private volatile Alarm alarm;                               // null without a timeout

    private Survey(SocketIOServer server) {
        this.server = server;
        this.id = server.nextQuestion();
        this.future = new Answer<>(server.loops());
    }

    /**
     * Asks every recipient of a broadcast.
     *
     * @param operator knows the recipients
     * @param timeout how long to wait for all of them; null for as long as they are connected
     */
    static CompletableFuture<List<Args>> of(BroadcastOperator operator, SocketIOServer server, Emission emission,
            Duration timeout, boolean dropIfBusy) {
        var survey = new Survey(server);
        survey.future.whenGivenUp(survey::forget);
        try {
            for (Namespace target : operator.targets()) {
                Outgoing packet = emission.encode(target, survey.id);
                for (Socket socket : operator.recipients(target)) {
                    survey.ask(socket, packet, dropIfBusy);
                }
            }
        } catch (RuntimeException | Error unsendable) {         // in the second of two namespaces, say
            survey.forget();
            throw unsendable;
        }
        if (timeout != null) {
            survey.alarm = server.loops().first().after(timeout, survey::onTimeout);
        }
        survey.count(null, true);
        return survey.future;
    }

    private void ask(Socket socket, Outgoing packet, boolean dropIfBusy) {
        synchronized (this) {
            outstanding++;                                      // before the socket knows: it may be about to leave
        }
        boolean waits = false;
        boolean isFull = false;
        try {
            waits = socket.acks().add(id, this, server.options().maxPendingAcks());
        } catch (IllegalStateException tooMany) {
            isFull = true;                                      // one client that never answers does not silence the others
        }
        if (waits) {
            asked.add(socket);
            socket.deliver(packet, dropIfBusy);
            socket.client().onQuestion();
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
    private void forget() {
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
        future.arrive(soFar, failed ? new AckTimeoutException(soFar) : null, server.dispatcher());
    }
}
