package enchufe.redis;

import enchufe.Adapter;
import enchufe.BroadcastOptions;
import enchufe.RemoteSocket;
import enchufe.json.PlainValues;
import enchufe.log.Log;
import enchufe.msgpack.MsgpackWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Does what other servers ask of a namespace, and answers. Each request is answered, also when there is nothing to tell: whoever
 * asks counts the answers.
 */
final class Answering {
    private static final Logger LOG = Log.of("enchufe");

    private final RedisCluster cluster;
    private final String namespace;
    private final Adapter.Local local;

    Answering(RedisCluster cluster, String namespace, Adapter.Local local) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.local = local;
    }

    void onRequest(byte[] message) {
        Map<String, Object> request = ClassicMessages.read(message);
        if (cluster.uid().equals(request.get("uid")) || !(request.get("type") instanceof Long type)) {
            return;                                     // what this server asks, its own sockets have done already
        }
        answer(type.intValue(), request);
    }

    private static void logged(CompletionStage<?> answer) {
        answer.whenComplete((done, error) -> {
            if (error != null) {
                LOG.log(Level.ERROR, "a request of another server could not be answered: it waits in vain", error);
            }
        });
    }

    private void answer(int type, Map<String, Object> request) {
        switch (type) {
            case ClassicMessages.SOCKETS -> answerIds(request);
            case ClassicMessages.ALL_ROOMS -> logged(local.allRooms().thenAccept(rooms ->
                    answer(request, "rooms", List.copyOf(rooms))));
            case ClassicMessages.REMOTE_JOIN -> move(request, true);
            case ClassicMessages.REMOTE_LEAVE -> move(request, false);
            case ClassicMessages.REMOTE_DISCONNECT -> disconnect(request);
            case ClassicMessages.REMOTE_FETCH -> answerSockets(request);
            case ClassicMessages.SERVER_SIDE_EMIT -> serverSideEmit(request);
            case ClassicMessages.BROADCAST -> broadcast(request);
            default -> { }                              // of a version to come
        }
    }

    // ---- sockets

    private void answerIds(Map<String, Object> request) {
        logged(local.fetchSockets(selection(ClassicMessages.names(request.get("rooms")))).thenAccept(sockets ->
                answer(request, "sockets", sockets.stream().map(RemoteSocket.State::id).toList())));
    }

    private void answerSockets(Map<String, Object> request) {
        logged(local.fetchSockets(ClassicMessages.options(request.get("opts"))).thenAccept(sockets -> {
            var details = new ArrayList<Map<String, Object>>();
            for (RemoteSocket.State socket : sockets) {
                details.add(ClassicMessages.members("id", socket.id(), "handshake", socket.handshake(),
                        "rooms", List.copyOf(socket.rooms()), "data", socket.data()));
            }
            answer(request, "sockets", details);
        }));
    }

    private void move(Map<String, Object> request, boolean join) {
        if (namesNobody(request)) {
            return;
        }
        Set<String> rooms = ClassicMessages.names(request.get("rooms"));
        BroadcastOptions options = selected(request);
        if (request.get("room") instanceof String room) {
            rooms.add(room);
        }
        boolean mine = isForOneOfMine(request, options);
        if (join) {
            local.socketsJoin(options, rooms);
        } else {
            local.socketsLeave(options, rooms);
        }
        answerOld(request, mine);
    }

    private void disconnect(Map<String, Object> request) {
        if (namesNobody(request)) {
            return;
        }
        BroadcastOptions options = selected(request);
        boolean mine = isForOneOfMine(request, options);
        local.disconnectSockets(options, Boolean.TRUE.equals(request.get("close")));
        answerOld(request, mine);
    }

    /** {@return whether a request means no sockets at all, and not all sockets: those are options without rooms} */
    private static boolean namesNobody(Map<String, Object> request) {
        return request.get("opts") == null && !(request.get("sid") instanceof String);
    }

    /** {@return whom a request means: those of its options, or the one socket that older servers name} */
    private static BroadcastOptions selected(Map<String, Object> request) {
        return request.get("opts") != null ? ClassicMessages.options(request.get("opts"))
                : selection(Set.of((String) request.get("sid")));
    }

    private static BroadcastOptions selection(Set<String> rooms) {
        return ClassicMessages.options(ClassicMessages.members("rooms", List.copyOf(rooms)));
    }

    private boolean isForOneOfMine(Map<String, Object> request, BroadcastOptions options) {
        return request.get("sid") instanceof String && options.rooms().stream().allMatch(local::hasRoom);
    }

    /** Servers of socket.io-redis 6.0 wait for the answer of the one server that has the socket. */
    private void answerOld(Map<String, Object> request, boolean mine) {
        if (mine && request.get("requestId") != null) {
            publish(request, ClassicMessages.json(ClassicMessages.members("requestId", request.get("requestId"))));
        }
    }

    // ---- events

    private void serverSideEmit(Map<String, Object> request) {
        List<Object> data = PlainValues.list(request.get("data"));
        Object id = request.get("requestId");
        if (!data.isEmpty() && data.get(0) instanceof String) {
            local.serverSideEmit(data, id == null ? null : new Answers() {
                @Override
                public void arrived(List<Object> arguments) {
                    // Always in the common channel, as Node's adapter does it.
                    cluster.broker().publish(ClassicMessages.answers(cluster.key(), namespace), ClassicMessages.json(
                            ClassicMessages.members("type", ClassicMessages.SERVER_SIDE_EMIT, "requestId", id,
                            "data", first(arguments))));
                }
            });
        }
    }

    private void broadcast(Map<String, Object> request) {
        ClassicMessages.Broadcast broadcast = ClassicMessages.broadcast(request.get("packet"), request.get("opts"));
        if (broadcast == null || !broadcast.namespace().equals(namespace)) {
            return;
        }
        BroadcastOptions given = broadcast.options();
        BroadcastOptions options = given.timeout() == null ? given.timeout(cluster.timeout()) : given;
        Object id = request.get("requestId");
        local.emitWithAck(broadcast.data(), options, new Answers() {
            @Override
            public void expect(int recipients) {
                publish(request, ClassicMessages.json(ClassicMessages.members(
                        "type", ClassicMessages.BROADCAST_CLIENT_COUNT, "requestId", id, "clientCount", recipients)));
            }

            @Override
            public void arrived(List<Object> arguments) {
                publish(request, MsgpackWriter.write(ClassicMessages.members(
                        "type", ClassicMessages.BROADCAST_ACK, "requestId", id, "packet", first(arguments))));
            }
        });
    }

    /** {@return what crosses of an acknowledgement: one value, as with Node's adapter} */
    private static Object first(List<Object> arguments) {
        return arguments.isEmpty() ? null : arguments.get(0);
    }

    // ---- answers

    private void answer(Map<String, Object> request, String name, Object value) {
        publish(request, ClassicMessages.json(ClassicMessages.members("requestId", request.get("requestId"), name, value)));
    }

    /** Answers in the channel of whoever has asked, to which Node's servers listen too; old ones do not say who they are. */
    private void publish(Map<String, Object> request, byte[] answer) {
        cluster.broker().publish(request.get("uid") instanceof String uid
                ? ClassicMessages.answers(cluster.key(), namespace, uid)
                : ClassicMessages.answers(cluster.key(), namespace), answer);
    }

    /** Acknowledgements that go to another server, which counts them itself. */
    private abstract static class Answers implements Adapter.Acks {
        @Override
        public void expect(int recipients) {}

        @Override
        public void end(RuntimeException error) {}
    }
}
