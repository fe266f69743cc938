package enchufe;

import enchufe.dispatch.AckFuture;
import enchufe.dispatch.Dispatcher;
import enchufe.engine.EngineLoop;
import enchufe.engine.Ids;
import enchufe.link.PacketReceiver;
import enchufe.net.Loops;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** What the namespaces, clients and sockets of one server share. Safe from any thread. */
final class Context {
    private final Options options;
    private final Dispatcher dispatcher;
    private final EngineLoop alarms;
    private final BooleanSupplier inLoop;
    private final PacketReceiver.Limits limits;
    private final Ids ids = new Ids();
    private final AtomicLong ackIds = new AtomicLong();

    Context(Options options, Dispatcher dispatcher, Loops loops, PacketReceiver.Limits limits) {
        this.options = options;
        this.dispatcher = dispatcher;
        this.alarms = loops.first();
        this.inLoop = loops::inLoop;
        this.limits = limits;
    }

    Options options() {
        return options;
    }

    /** {@return what runs user code} */
    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** {@return the limits of what clients may send} */
    PacketReceiver.Limits limits() {
        return limits;
    }

    /** {@return a loop for alarms that belong to no client} */
    EngineLoop alarms() {
        return alarms;
    }

    /** {@return the id of a new socket} */
    String newId() {
        return ids.next();
    }

    /** {@return a packet id for an acknowledgement, of one client or of many: unique in this server} */
    long nextAckId() {
        return ackIds.getAndIncrement();
    }

    /** {@return a future that handlers may wait for; waiting on a loop is an error} */
    <T> AckFuture<T> newFuture() {
        return new AckFuture<>(inLoop);
    }
}
