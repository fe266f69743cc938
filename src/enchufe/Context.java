package enchufe;

import enchufe.dispatch.AckFuture;
import enchufe.dispatch.Dispatcher;
import enchufe.engine.EngineLoop;
import enchufe.engine.Ids;
import enchufe.json.Bindable;
import enchufe.link.Outgoing;
import enchufe.link.Overdue;
import enchufe.link.PacketReceiver;
import enchufe.link.Recovery;
import enchufe.log.Hints;
import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.net.Loops;
import enchufe.packet.EncodedPacket;
import enchufe.packet.Packet;
import enchufe.packet.PacketEncoder;
import enchufe.registry.Chain;
import enchufe.registry.ListenerHints;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What the namespaces, clients and sockets of one server share. Safe from any thread. */
final class Context {
    private final Options options;
    private final UnaryOperator<Object> toValue;            // null without a mapper
    private final Dispatcher dispatcher;
    private final EngineLoop alarms;
    private final BooleanSupplier inLoop;
    private final PacketReceiver.Limits limits;
    private final Hints hints = hints("mistakes of the application");
    private final Hints strayHints = hints("namespaces that do not exist");
    private final Hints misfits = hints("events that listeners could not take");
    private final ListenerHints listenerHints = new ListenerHints(hints, hints("events that nobody listens to"));
    private final Overdue overdue;
    private final Recovery recovery;                        // null when off
    private final Adapter.Cluster cluster;                  // null without an adapter
    private final Ids ids = new Ids();
    private final AtomicLong ackIds = new AtomicLong();

    Context(Options options, Dispatcher dispatcher, Loops loops, PacketReceiver.Limits limits, Duration patience) {
        this.options = options;
        this.toValue = options.json() == null ? null : options.json()::toValue;
        this.dispatcher = dispatcher;
        this.alarms = loops.first();
        this.overdue = new Overdue(alarms, patience);
        this.inLoop = loops::inLoop;
        this.limits = limits;
        this.recovery = options.recovery() == null ? null : newRecovery(options);
        this.cluster = options.adapter() == null ? null : options.adapter().join();
    }

    private static Hints hints(String about) {
        return new Hints(Log.of("enchufe"), about);
    }

    private Recovery newRecovery(Options options) {
        Duration silence = options.engine().pingInterval().plus(options.engine().pingTimeout());
        return new Recovery(options.recovery(), options.skipMiddlewares(), silence,
                Runtime.getRuntime().maxMemory() / Recovery.SHARE_OF_HEAP, alarms, ids::next, limits.warnings());
    }

    /** {@return what keeps sockets that were cut off; null when off} */
    Recovery recovery() {
        return recovery;
    }

    Options options() {
        return options;
    }

    /** {@return the application's mapper for objects that have no JSON form, or null} */
    UnaryOperator<Object> toValue() {
        return toValue;
    }

    /** {@return an encoded packet, with the application's mapper for objects that have no JSON form} */
    Outgoing outgoing(Function<PacketEncoder, EncodedPacket> encoding) {
        return Outgoing.of(toValue, encoding);
    }

    /** {@return values as their recipient gets them, in plain values} */
    List<Object> plain(Object... values) {
        List<Object> data = outgoing(encoder -> encoder.event("/", Packet.NO_ID, "", values)).data();
        return data.subList(1, data.size());
    }

    /** {@return the cluster that the server has joined; null without an adapter} */
    Adapter.Cluster cluster() {
        return cluster;
    }

    /** The server has closed. */
    void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Refuses a class that a listener wants its argument as, if none can become one. */
    void checkBindable(Class<?> type) {
        Misuse.requireNonNull(type, "type");
        if (options.json() == null) {
            Bindable.check(type);
        }
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

    /** {@return where mistakes of the application are pointed out} */
    Hints hints() {
        return hints;
    }

    /** {@return where namespaces that do not exist are pointed out; clients choose their names} */
    Hints strayHints() {
        return strayHints;
    }

    /** {@return where events are pointed out that do not fit their listeners; clients choose what they send} */
    Hints misfits() {
        return misfits;
    }

    /** {@return where mistakes with listeners are pointed out} */
    ListenerHints listenerHints() {
        return listenerHints;
    }

    /** {@return what notices acknowledgements and decisions that do not come} */
    Overdue overdue() {
        return overdue;
    }

    /**
     * Runs middlewares one after the other, and points out one that decides twice, or not for long.
     *
     * @param whose whose middlewares they are, for hints
     * @param meanwhile what happens until all have decided, for hints
     * @param order where the rest goes on when one decides later or on another thread
     * @param call calls one
     * @param end takes null, or the error that stopped them
     * @param matters whether their decision still matters
     */
    <M> void run(String whose, Supplier<String> meanwhile, List<M> middlewares, Executor order, BiConsumer<M, Next> call,
            Consumer<RuntimeException> end, BooleanSupplier matters) {
        Chain<M> chain = Chain.run(List.copyOf(middlewares), order, (middleware, next) -> call.accept(middleware, next::accept),
                end, () -> hints.say("next " + whose, "a middleware of " + whose + " called next again: only the first call"
                        + " counts; return after next.refuse(…)"));
        if (chain.isUnderWay()) {
            overdue.watch(() -> chain.isUnderWay() && matters.getAsBoolean(), () -> hints.say("undecided " + whose,
                    "a middleware of " + whose + " has not called next within " + Overdue.LIMIT.toSeconds() + " s, so that "
                            + meanwhile.get() + ": next.pass() or next.refuse(…) must be called on every path"));
        }
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
