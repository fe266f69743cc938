package enchufe.redis;

import enchufe.Adapter;
import enchufe.engine.Ids;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One server's membership of a cluster: the channels, and which namespace takes what comes in them. */
final class RedisCluster implements Adapter.Cluster {
    private static final int UID_LENGTH = 6;            // as in Node's adapter

    private final Broker broker;
    private final String key;
    private final Duration timeout;
    private final Ids ids = new Ids();
    private final String uid = ids.next().substring(0, UID_LENGTH);
    private final Map<String, RedisNode> nodes = new ConcurrentHashMap<>();
    private final Set<RedisNode> oddNames = ConcurrentHashMap.newKeySet();      // those with the separator of channels in them
    private final Broker.Subscription broadcasts;

    RedisCluster(Broker broker, String key, Duration timeout) {
        this.broker = broker;
        this.key = key;
        this.timeout = timeout;
        // Node's adapter has a pattern for each namespace. One for all costs Redis the same for a thousand namespaces as for one.
        this.broadcasts = broker.subscribe(ClassicMessages.pattern(key), this::received);
    }

    /** {@return the id of a new request} */
    String newId() {
        return ids.next();
    }

    @Override
    public Adapter.Node open(String namespace, Adapter.Local local) {
        var node = new RedisNode(this, namespace, local);
        nodes.put(namespace, node);
        if (namespace.contains("#")) {
            oddNames.add(node);
        }
        return node;
    }

    void remove(String namespace, RedisNode node) {
        nodes.remove(namespace, node);
        oddNames.remove(node);
    }

    Broker broker() {
        return broker;
    }

    String key() {
        return key;
    }

    /** {@return what tells this server from the others in messages} */
    String uid() {
        return uid;
    }

    /** {@return how long other servers may take to answer} */
    Duration timeout() {
        return timeout;
    }

    /** A broadcast has come: {@code key#namespace#}, or {@code key#namespace#room#}. Clients may have chosen the names. */
    private void received(String channel, byte[] message) {
        int from = key.length() + 1;
        int end = channel.indexOf('#', from);
        if (end < 0 || ClassicMessages.isBroadcastOf(uid, message)) {
            return;
        }
        deliver(nodes.get(channel.substring(from, end)), end, channel, message);
        for (RedisNode node : oddNames) {
            if (channel.startsWith(node.namespace() + '#', from)) {
                deliver(node, from + node.namespace().length(), channel, message);
            }
        }
    }

    private static void deliver(RedisNode node, int end, String channel, byte[] message) {
        if (node != null) {
            int last = channel.length() - 1;
            node.onBroadcast(end >= last ? "" : channel.substring(end + 1, last), message);
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(RedisNode::close);
        broadcasts.end();
        broker.close();
    }
}
