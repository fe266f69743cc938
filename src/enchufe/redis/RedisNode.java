package enchufe.redis;

import static enchufe.redis.ClassicMessages.ALL_ROOMS;
import static enchufe.redis.ClassicMessages.BROADCAST;
import static enchufe.redis.ClassicMessages.BROADCAST_CLIENT_COUNT;
import static enchufe.redis.ClassicMessages.REMOTE_DISCONNECT;
import static enchufe.redis.ClassicMessages.REMOTE_FETCH;
import static enchufe.redis.ClassicMessages.REMOTE_JOIN;
import static enchufe.redis.ClassicMessages.REMOTE_LEAVE;
import static enchufe.redis.ClassicMessages.SERVER_SIDE_EMIT;

import enchufe.Adapter;
import enchufe.BroadcastOptions;
import enchufe.ClusterException;
import enchufe.RemoteSocket;
import enchufe.json.PlainValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A namespace on the other servers: publishes what they are to do, and waits for their answers. */
final class RedisNode implements Adapter.Node {
    private final RedisCluster cluster;
    private final String namespace;
    private final Adapter.Local local;
    private final String requests;
    private final List<Broker.Subscription> subscriptions;
    private final Map<String, Question> questions = new ConcurrentHashMap<>();      // by the ids of the requests

    RedisNode(RedisCluster cluster, String namespace, Adapter.Local local) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.local = local;
        String key = cluster.key();
        this.requests = ClassicMessages.requests(key, namespace);
        var answering = new Answering(cluster, namespace, local);
        this.subscriptions = List.of(
                cluster.broker().subscribe(ClassicMessages.answers(key, namespace), this::onAnswer),
                cluster.broker().subscribe(ClassicMessages.answers(key, namespace, cluster.uid()), this::onAnswer),
                cluster.broker().subscribe(requests, (channel, message) -> answering.onRequest(message)));
    }

    String namespace() {
        return namespace;
    }

    // ---- what has no answer

    @Override
    public void emit(List<Object> data, BroadcastOptions options) {
        cluster.broker().publish(ClassicMessages.channel(cluster.key(), namespace, options.rooms()),
                ClassicMessages.broadcast(cluster.uid(), namespace, data, options));
    }

    @Override
    public void socketsJoin(BroadcastOptions options, Collection<String> rooms) {
        tell(REMOTE_JOIN, "opts", ClassicMessages.selection(options), "rooms", List.copyOf(rooms));
    }

    @Override
    public void socketsLeave(BroadcastOptions options, Collection<String> rooms) {
        tell(REMOTE_LEAVE, "opts", ClassicMessages.selection(options), "rooms", List.copyOf(rooms));
    }

    @Override
    public void disconnectSockets(BroadcastOptions options, boolean close) {
        tell(REMOTE_DISCONNECT, "opts", ClassicMessages.selection(options), "close", close);
    }

    private void tell(int type, Object... members) {
        Map<String, Object> request = request(type, null);
        request.putAll(ClassicMessages.members(members));
        cluster.broker().publish(requests, ClassicMessages.json(request));
    }

    private Map<String, Object> request(int type, String id) {
        Map<String, Object> request = ClassicMessages.members("uid", cluster.uid(), "type", type);
        if (id != null) {
            request.put("requestId", id);
        }
        return request;
    }

    // ---- what is answered by each server

    @Override
    public CompletableFuture<List<RemoteSocket.State>> fetchSockets(BroadcastOptions options) {
        var found = new ArrayList<RemoteSocket.State>();
        return ask("fetchSockets", cluster.timeout(), id -> {
            Map<String, Object> request = request(REMOTE_FETCH, id);
            request.put("opts", ClassicMessages.selection(options));
            return ClassicMessages.json(request);
        }, answer -> PlainValues.list(answer.get("sockets")).forEach(socket -> found.add(state(socket))))
                .thenApply(done -> found);
    }

    private static RemoteSocket.State state(Object socket) {
        Map<String, Object> members = PlainValues.map(socket);
        return new RemoteSocket.State(String.valueOf(members.get("id")), PlainValues.map(members.get("handshake")),
                ClassicMessages.names(members.get("rooms")), PlainValues.map(members.get("data")));
    }

    @Override
    public CompletableFuture<Set<String>> allRooms() {
        Set<String> found = new HashSet<>();
        return ask("allRooms", cluster.timeout(), id -> ClassicMessages.json(request(ALL_ROOMS, id)),
                answer -> found.addAll(ClassicMessages.names(answer.get("rooms")))).thenApply(done -> found);
    }

    @Override
    public void serverSideEmit(List<Object> data, Adapter.Acks acks) {
        if (acks == null) {
            tell(SERVER_SIDE_EMIT, "data", data);
            return;
        }
        ask("serverSideEmit", cluster.timeout(), id -> {
            Map<String, Object> request = request(SERVER_SIDE_EMIT, id);
            request.put("data", data);
            return ClassicMessages.json(request);
        }, answer -> acks.arrived(Collections.singletonList(answer.get("data"))))
                .whenComplete((done, error) -> acks.end(clear(error)));
    }

    @Override
    public void emitWithAck(List<Object> data, BroadcastOptions options, Adapter.Acks acks) {
        BroadcastOptions limited = options.timeout() == null ? options.timeout(cluster.timeout()) : options;
        ask("emitWithAck", limited.timeout(),
                id -> ClassicMessages.broadcastWithAck(request(BROADCAST, id), namespace, data, limited), answer -> {
                    if (isCount(answer)) {
                        acks.expect(count(answer));
                    } else {
                        acks.arrived(Collections.singletonList(answer.get("packet")));
                    }
                }).whenComplete((done, error) -> acks.end(clear(error)));
    }

    private static boolean isCount(Map<String, Object> answer) {
        return answer.get("type") instanceof Long type && type == BROADCAST_CLIENT_COUNT;
    }

    private static int count(Map<String, Object> answer) {
        return isCount(answer) && answer.get("clientCount") instanceof Number count ? Math.max(0, count.intValue()) : 0;
    }

    /** Asks all other servers. {@return completes when they have answered; fails if not all have in time, or Redis is away} */
    private CompletableFuture<Void> ask(String what, Duration timeout, Function<String, byte[]> request,
            Consumer<Map<String, Object>> each) {
        String id = cluster.newId();
        return countServers().thenCompose(servers -> {
            var question = new Question(servers - 1, each);         // this server is one of them
            if (question.done().isDone()) {
                return question.done();
            }
            byte[] message = request.apply(id);                     // first: it may fail
            questions.put(id, question);
            cluster.broker().publish(requests, message);
            return question.done().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((done, late) -> questions.remove(id))
                    .exceptionally(late -> fail(late, what, question.progress() + " within " + timeout));
        }).exceptionally(error -> {
            throw clear(error);
        });
    }

    private static Void fail(Throwable late, String what, String progress) {
        throw late instanceof ClusterException closed ? closed
                : new ClusterException("timeout reached while waiting for " + what + " response: " + progress);
    }

    /** {@return how many servers have the namespace; fails at once while the broker is away} */
    private CompletableFuture<Integer> countServers() {
        CompletableFuture<?> begun = subscriptions.get(2).begun().toCompletableFuture();
        CompletableFuture<?> ready = begun.isDone() ? begun : count().thenCompose(early -> begun);
        return ready.thenCompose(done -> count()).orTimeout(cluster.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Integer> count() {
        return cluster.broker().subscribers(requests).toCompletableFuture();
    }

    /** {@return an error that says what has happened; null for none} */
    private static RuntimeException clear(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause == null || cause instanceof ClusterException ? (ClusterException) cause
                : new ClusterException("the other servers could not be asked: " + cause);
    }

    // ---- what comes

    /** A broadcast has come: to a room, or to whom it says itself if the room is empty. */
    void onBroadcast(String room, byte[] message) {
        if (!room.isEmpty() && !local.hasRoom(room)) {
            return;                                     // before it is decoded: most private messages are for other servers
        }
        ClassicMessages.Broadcast broadcast = ClassicMessages.broadcast(message);
        if (broadcast != null && broadcast.namespace().equals(namespace)) {
            local.emit(broadcast.data(), broadcast.options());
        }
    }

    private void onAnswer(String channel, byte[] message) {
        Map<String, Object> answer = ClassicMessages.read(message);
        Question question = answer.get("requestId") instanceof String id ? questions.get(id) : null;
        if (question != null) {
            question.take(answer, count(answer));
        }
    }

    @Override
    public void close() {
        subscriptions.forEach(Broker.Subscription::end);
        questions.values().forEach(question -> question.fail(new ClusterException("the namespace is closed")));
        cluster.remove(namespace, this);
    }
}
