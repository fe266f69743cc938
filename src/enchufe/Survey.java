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
    private final List<Socket> asked = new ArrayList<>();       // under the monitor, like the next three
    private final List<Args> answers = new ArrayList<>();
    private int outstanding;
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
        synchronized (survey) {                                 // no answer counts before all are asked
            for (Namespace target : operator.targets()) {
                Outgoing packet = emission.encode(target, survey.id);
                for (Socket socket : operator.recipients(target)) {
                    survey.ask(socket, packet, dropIfBusy);
                }
            }
        }
        if (timeout != null) {
            survey.alarm = server.loops().first().after(timeout, survey::onTimeout);
        }
        survey.endIfComplete();
        return survey.future;
    }

    private void ask(Socket socket, Outgoing packet, boolean dropIfBusy) {
        try {
            if (socket.acks().add(id, this, server.options().maxPendingAcks())) {
                asked.add(socket);
                outstanding++;
                socket.deliver(packet, dropIfBusy);
                socket.client().onQuestion();
            }
        } catch (IllegalStateException tooMany) {
            incomplete = true;                                  // one client that never answers does not silence the others
        }
    }

    @Override
    public Runnable answered(Args answer) {
        synchronized (this) {
            answers.add(answer);
            outstanding--;
        }
        endIfComplete();
        return null;
    }

    @Override
    public void disconnected() {
        synchronized (this) {
            incomplete = true;
            outstanding--;
        }
        endIfComplete();
    }

    private void endIfComplete() {
        synchronized (this) {
            if (outstanding > 0) {
                return;
            }
        }
        end();
    }

    private void onTimeout() {
        boolean open;
        synchronized (this) {
            open = outstanding > 0;
            incomplete |= open;
        }
        if (open) {
            for (Socket socket : asked) {
                socket.acks().remove(id);
            }
            end();
        }
    }

    private void end() {
        if (alarm != null) {
            alarm.cancel();
        }
        List<Args> soFar;
        boolean failed;
        synchronized (this) {
            soFar = List.copyOf(answers);
            failed = incomplete;
        }
        future.arrive(soFar, failed ? new AckTimeoutException(soFar) : null, server.dispatcher());
    }
}
