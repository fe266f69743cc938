package enchufe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** An adapter for the servers of this JVM: what one asks, the others do at once, on the same thread. */
final class TestCluster implements Adapter {
    /** A namespace of one server. */
    private record Member(Object server, String namespace, Local local) {}

    private final List<Member> members = new CopyOnWriteArrayList<>();

    @Override
    public Cluster join() {
        var server = new Object();
        return new Cluster() {
            @Override
            public Node open(String namespace, Local local) {
                var member = new Member(server, namespace, local);
                members.add(member);
                return new Others(member);
            }

            @Override
            public void close() {
                members.removeIf(member -> member.server() == server);
            }
        };
    }

    /** {@return the namespaces that the servers have now, each as often as there are servers that have it} */
    List<String> namespaces() {
        return members.stream().map(Member::namespace).toList();
    }

    private final class Others implements Node {
        private final Member self;

        Others(Member self) {
            this.self = self;
        }

        private List<? extends Node> nodes() {
            return members.stream().filter(other -> other.server() != self.server()
                    && other.namespace().equals(self.namespace())).map(Member::local).toList();
        }

        private <T> CompletionStage<T> all(T all, Function<Node, CompletionStage<? extends T>> each, Consumer<T> adding) {
            for (Node node : nodes()) {
                adding.accept(each.apply(node).toCompletableFuture().join());
            }
            return CompletableFuture.completedFuture(all);
        }

        @Override
        public void emit(List<Object> data, BroadcastOptions options) {
            nodes().forEach(node -> node.emit(data, options));
        }

        @Override
        public void emitWithAck(List<Object> data, BroadcastOptions options, Acks acks) {
            ask(acks, (node, theirs) -> node.emitWithAck(data, options, theirs));
        }

        @Override
        public void serverSideEmit(List<Object> data, Acks acks) {
            if (acks == null) {
                nodes().forEach(node -> node.serverSideEmit(data, null));
            } else {
                ask(acks, (node, theirs) -> node.serverSideEmit(data, theirs));
            }
        }

        private void ask(Acks acks, BiConsumer<Node, Acks> question) {
            List<? extends Node> nodes = nodes();
            var left = new AtomicInteger(nodes.size());
            if (nodes.isEmpty()) {
                acks.end(null);
            }
            for (Node node : nodes) {
                question.accept(node, new Acks() {
                    @Override
                    public void expect(int recipients) {
                        acks.expect(recipients);
                    }

                    @Override
                    public void arrived(List<Object> arguments) {
                        acks.arrived(arguments);
                    }

                    @Override
                    public void end(RuntimeException error) {
                        if (left.decrementAndGet() == 0) {
                            acks.end(error);
                        }
                    }
                });
            }
        }

        @Override
        public void socketsJoin(BroadcastOptions options, Collection<String> rooms) {
            nodes().forEach(node -> node.socketsJoin(options, rooms));
        }

        @Override
        public void socketsLeave(BroadcastOptions options, Collection<String> rooms) {
            nodes().forEach(node -> node.socketsLeave(options, rooms));
        }

        @Override
        public void disconnectSockets(BroadcastOptions options, boolean close) {
            nodes().forEach(node -> node.disconnectSockets(options, close));
        }

        @Override
        public CompletionStage<List<RemoteSocket.State>> fetchSockets(BroadcastOptions options) {
            List<RemoteSocket.State> all = new ArrayList<>();
            return all(all, node -> node.fetchSockets(options), all::addAll);
        }

        @Override
        public CompletionStage<Set<String>> allRooms() {
            Set<String> all = new HashSet<>();
            return all(all, Node::allRooms, all::addAll);
        }

        @Override
        public void close() {
            members.remove(self);
        }
    }
}
