package enchufe;

import enchufe.dispatch.AckFuture;
import enchufe.link.Outgoing;
import enchufe.log.Quote;
import enchufe.packet.Packet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What the operators of a namespace act on: its part on this server and, with an adapter, those on other servers. If it is the
 * parent of others, their parts instead.
 */
final class Audience {
    private final Context context;
    private final String namespace;
    private final LocalNode local;
    private final Adapter.Node others;              // null without an adapter
    private final Collection<Namespace> children;   // of the namespace: always in the same order

    /** Makes that of a namespace; others is what the adapter gives, or null. */
    Audience(Context context, String namespace, LocalNode local, Adapter.Node others, Collection<Namespace> children) {
        this.context = context;
        this.namespace = namespace;
        this.local = local;
        this.others = others;
        this.children = children;
    }

    /** The namespace is removed. */
    void close() {
        if (others != null) {
            others.close();
        }
    }

    private List<Audience> parts() {
        return children.isEmpty() ? List.of(this) : children.stream().map(Namespace::audience).toList();
    }

    private boolean reachesOthers(BroadcastOptions options) {
        return others != null && !options.isLocal();
    }

    void emit(Emission emission, BroadcastOptions options) {
        for (Audience part : parts()) {
            Outgoing packet = emission.encode(context, part.namespace, Packet.NO_ID);    // even for nobody: an error must show
            part.local.emit(emission, packet, options);
            if (part.reachesOthers(options)) {
                part.others.emit(packet.data(), options);
            }
        }
    }

    CompletableFuture<List<Args>> emitWithAck(Emission emission, BroadcastOptions options) {
        var acks = new BroadcastAck(context);
        try {
            for (Audience part : parts()) {
                long id = context.nextAckId();
                Outgoing packet = emission.encode(context, part.namespace, id);
                acks.onForget(part.local.emitWithAck(emission, packet, id, options, acks.source()));
                if (part.reachesOthers(options)) {
                    part.others.emitWithAck(packet.data(), options, acks.source());
                }
            }
        } catch (RuntimeException | Error unsendable) {         // perhaps only in the second of two children
            acks.forget();
            throw unsendable;
        }
        return acks.allAsked();
    }

    /** {@return the parts, on this server and on others, whose sockets are meant} */
    private List<Adapter.Node> nodes(BroadcastOptions options) {
        var nodes = new ArrayList<Adapter.Node>();
        for (Audience part : parts()) {
            nodes.add(part.local);
            if (part.reachesOthers(options)) {
                nodes.add(part.others);
            }
        }
        return nodes;
    }

    void socketsJoin(BroadcastOptions options, List<String> rooms) {
        nodes(options).forEach(node -> node.socketsJoin(options, rooms));
    }

    void socketsLeave(BroadcastOptions options, List<String> rooms) {
        nodes(options).forEach(node -> node.socketsLeave(options, rooms));
    }

    void disconnectSockets(BroadcastOptions options, boolean close) {
        nodes(options).forEach(node -> node.disconnectSockets(options, close));
    }

    CompletableFuture<List<RemoteSocket>> fetchSockets(BroadcastOptions options) {
        var found = new ArrayList<RemoteSocket>();
        var asked = new ArrayList<CompletableFuture<List<RemoteSocket>>>();
        for (Audience part : parts()) {
            var operator = new BroadcastOperator(part);
            part.local.select(options).forEach(socket -> found.add(new RemoteSocket(socket, operator)));
            if (part.reachesOthers(options)) {
                asked.add(part.others.fetchSockets(options).toCompletableFuture().thenApply(states ->
                        states.stream().map(state -> new RemoteSocket(state, operator)).toList()));
            }
        }
        AckFuture<List<RemoteSocket>> future = context.newFuture();
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).whenComplete((done, error) -> {
            if (error == null) {
                asked.forEach(answer -> found.addAll(answer.join()));
            }
            future.arrive(List.copyOf(found), failure(error), context.dispatcher());
        });
        return future;
    }

    private static RuntimeException failure(Throwable error) {
        Throwable cause = error == null || error.getCause() == null ? error : error.getCause();
        return cause == null || cause instanceof RuntimeException ? (RuntimeException) cause : new IllegalStateException(cause);
    }

    // ---- the other servers

    void serverSideEmit(Emission emission) {
        for (Audience part : parts()) {
            if (part.hasOthers()) {
                part.others.serverSideEmit(emission.encode(context, part.namespace, Packet.NO_ID).data(), null);
            }
        }
    }

    CompletableFuture<List<Args>> serverSideEmitWithAck(Emission emission) {
        var acks = new BroadcastAck(context);
        for (Audience part : parts()) {
            if (part.hasOthers()) {
                part.others.serverSideEmit(emission.encode(context, part.namespace, Packet.NO_ID).data(), acks.source());
            }
        }
        return acks.allAsked();
    }

    private boolean hasOthers() {
        if (context.cluster() == null) {
            context.hints().say("alone", "serverSideEmit in " + Quote.of(namespace) + " reaches nobody: this server has no adapter,"
                    + " so there are no other servers; new Options().adapter(…) makes it part of a cluster");
        }
        return others != null;
    }

    /** The acknowledgements of one broadcast: gathers them, from all servers, in the order they arrive. */
    private static final class BroadcastAck {
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
}
