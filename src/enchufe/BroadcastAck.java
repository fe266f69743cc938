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
    private RuntimeException error;                             // why somebody will not acknowledge; null while all may

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
        end(null);
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

    private void end(RuntimeException why) {
        List<Args> soFar;
        RuntimeException cause;
        synchronized (this) {
            error = error == null ? why : error;
            if (--sources > 0) {
                return;
            }
            soFar = List.copyOf(answers);
            cause = error instanceof AckTimeoutException ? null : error;
        }
        future.arrive(soFar, error == null ? null : new AckTimeoutException(soFar, cause), context.dispatcher());
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
        public void end(RuntimeException why) {
            BroadcastAck.this.end(why);
        }
    }
}
