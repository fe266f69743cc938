package enchufe;

import enchufe.dispatch.AckFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The acknowledgements of one broadcast: gathers them, from all servers, in the order they arrive. */
final class BroadcastAck {
    private final Context context;
    private final AckFuture<List<Args>> future;
    private final List<Args> answers = new ArrayList<>();       // under the monitor, like the next three
    private final List<Runnable> forgetting = new ArrayList<>();
    private int sources = 1;                                    // the asking itself: nothing completes before all are asked
    private boolean incomplete;                                 // somebody will not acknowledge

    BroadcastAck(Context context) {
        this.context = context;
        this.future = context.newFuture();
        future.whenGivenUp(this::forget);
    }

    /** {@return takes the acknowledgements of one part of those who are asked; to be called before they are} */
    synchronized Adapter.Acks source() {
        sources++;
        return new Source();
    }

    /** Sets what is done if the future is given up. */
    synchronized void onForget(Runnable action) {
        forgetting.add(action);
    }

    /** All are asked. {@return completes with the acknowledgements} */
    CompletableFuture<List<Args>> allAsked() {
        end(true);
        return future;
    }

    /** Acknowledgements that still arrive are ignored from now on. */
    void forget() {
        List<Runnable> actions;
        synchronized (this) {
            actions = List.copyOf(forgetting);
        }
        actions.forEach(Runnable::run);
    }

    private void end(boolean all) {
        List<Args> soFar;
        boolean failed;
        synchronized (this) {
            incomplete |= !all;
            if (--sources > 0) {
                return;
            }
            soFar = List.copyOf(answers);
            failed = incomplete;
        }
        future.arrive(soFar, failed ? new AckTimeoutException(soFar) : null, context.dispatcher());
    }

    private final class Source implements Adapter.Acks {
        @Override
        public void expect(int recipients) {}                   // whoever asks them knows when the last one has answered

        @Override
        public void arrived(List<Object> arguments) {
            synchronized (BroadcastAck.this) {
                answers.add(Args.ofAnswer(arguments, context.options().json()));
            }
        }

        @Override
        public void end(boolean all) {
            BroadcastAck.this.end(all);
        }
    }
}
