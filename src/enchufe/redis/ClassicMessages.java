package enchufe.redis;

import enchufe.BroadcastOptions;
import enchufe.json.JsonReader;
import enchufe.json.JsonWriter;
import enchufe.json.PlainValues;
import enchufe.json.Utf8Buffer;
import enchufe.msgpack.MsgpackReader;
import enchufe.msgpack.MsgpackWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The messages of npm's {@code @socket.io/redis-adapter} 8.3, and their channels: bytes to plain values, and back. Broadcasts are
 * MessagePack; requests and answers are JSON, unless they may have binary data.
 */
final class ClassicMessages {
    /** Types of requests and answers, by the numbers that the adapter gives them. */
    static final int SOCKETS = 0;
    static final int ALL_ROOMS = 1;
    static final int REMOTE_JOIN = 2;
    static final int REMOTE_LEAVE = 3;
    static final int REMOTE_DISCONNECT = 4;
    static final int REMOTE_FETCH = 5;
    static final int SERVER_SIDE_EMIT = 6;
    static final int BROADCAST = 7;
    static final int BROADCAST_CLIENT_COUNT = 8;
    static final int BROADCAST_ACK = 9;

    /** How deeply messages may be nested: as deeply as what clients may send, and a few levels around that. */
    private static final int MAX_DEPTH = JsonReader.MAX_DEPTH + 8;
    private static final long EVENT = 2;                // the type of the packet in a broadcast, also with binary data
    private static final long MAX_TIMEOUT = Duration.ofDays(12).toMillis();

    /**
     * A broadcast.
     *
     * @param namespace where
     * @param data the event's name and its arguments
     * @param options to whom
     */
    record Broadcast(String namespace, List<Object> data, BroadcastOptions options) {}

    private ClassicMessages() {}

    // ---- broadcasts

    static byte[] broadcast(String uid, String namespace, List<Object> data, BroadcastOptions options) {
        return MsgpackWriter.write(Arrays.asList(uid, packet(namespace, data), map(options)));
    }

    /** {@return a request for a broadcast with acknowledgements} */
    static byte[] broadcastWithAck(Map<String, Object> request, String namespace, List<Object> data, BroadcastOptions options) {
        var whole = new LinkedHashMap<>(request);
        whole.put("packet", packet(namespace, data));
        whole.put("opts", map(options));
        return MsgpackWriter.write(whole);
    }

    private static Map<String, Object> packet(String namespace, List<Object> data) {
        var packet = new LinkedHashMap<String, Object>();
        packet.put("type", EVENT);
        packet.put("data", data);
        packet.put("nsp", namespace);
        return packet;
    }

    /** {@return which sockets are meant, and how an event is sent to them} */
    private static Map<String, Object> map(BroadcastOptions options) {
        var flags = new LinkedHashMap<String, Object>();
        if (options.isVolatile()) {
            flags.put("volatile", true);
        }
        if (!options.compress()) {
            flags.put("compress", false);
        }
        if (options.timeout() != null) {
            flags.put("timeout", options.timeout().toMillis());
        }
        Map<String, Object> map = selection(options);
        map.put("flags", flags);
        return map;
    }

    /** {@return which sockets are meant} */
    static Map<String, Object> selection(BroadcastOptions options) {
        var map = new LinkedHashMap<String, Object>();
        map.put("rooms", List.copyOf(options.rooms()));
        map.put("except", List.copyOf(options.except()));
        return map;
    }

    /**
     * {@return whether a broadcast is one of a server's own, which it need not read}
     *
     * @param uid the server's, of fewer than 32 characters
     */
    static boolean isBroadcastOf(String uid, byte[] message) {
        return message.length > 2 + uid.length() && (message[1] & 0xFF) == (0xA0 | uid.length())
                && uid.equals(new String(message, 2, uid.length(), StandardCharsets.US_ASCII));
    }

    /** {@return a broadcast; null if it is none} */
    static Broadcast broadcast(byte[] message) {
        return MsgpackReader.read(message, MAX_DEPTH, Long.MAX_VALUE) instanceof List<?> three && three.size() >= 3
                ? broadcast(three.get(1), three.get(2)) : null;
    }

    /** {@return a broadcast of its parts; null if it is none} */
    static Broadcast broadcast(Object packet, Object options) {
        Map<String, Object> parts = PlainValues.map(packet);
        List<Object> data = PlainValues.list(parts.get("data"));
        boolean isEvent = parts.get("type") instanceof Long type && type == EVENT
                && !data.isEmpty() && data.get(0) instanceof String;
        String namespace = parts.get("nsp") instanceof String name ? name : "/";
        return isEvent ? new Broadcast(namespace, data, options(options)) : null;
    }

    /** {@return options as they come; what is missing has its default} */
    static BroadcastOptions options(Object options) {
        Map<String, Object> parts = PlainValues.map(options);
        Map<String, Object> flags = PlainValues.map(parts.get("flags"));
        Duration timeout = flags.get("timeout") instanceof Number millis && millis.longValue() > 0
                ? Duration.ofMillis(Math.min(millis.longValue(), MAX_TIMEOUT)) : null;
        return new BroadcastOptions(names(parts.get("rooms")), names(parts.get("except")),
                Boolean.TRUE.equals(flags.get("volatile")), false, !Boolean.FALSE.equals(flags.get("compress")), timeout);
    }

    // ---- requests and answers

    /** {@return what begins a request or an answer: its members, name, value, name, value, …} */
    static Map<String, Object> members(Object... namesAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** {@return JSON; binary data becomes what Node makes of it, {@code {"type":"Buffer","data":[1,2]}}} */
    static byte[] json(Object value) {
        var out = new Utf8Buffer();
        new JsonWriter(out, ClassicMessages::writeBuffer, MAX_DEPTH).write(value);
        return Arrays.copyOf(out.array(), out.length());
    }

    private static void writeBuffer(ByteBuffer data, Utf8Buffer out) {
        out.put("{\"type\":\"Buffer\",\"data\":[");
        for (int i = data.position(); i < data.limit(); i++) {
            if (i > data.position()) {
                out.put(',');
            }
            out.putDecimal(data.get(i) & 0xFF);
        }
        out.put("]}");
    }

    /** {@return a request or an answer: JSON if it begins with a brace, else MessagePack; empty if it is neither} */
    static Map<String, Object> read(byte[] message) {
        boolean isJson = message.length > 0 && message[0] == '{';
        return PlainValues.map(isJson ? new JsonReader(message, 0, message.length, MAX_DEPTH).read()
                : MsgpackReader.read(message, MAX_DEPTH, Long.MAX_VALUE));
    }

    // ---- values as they come

    /** {@return names of rooms, or ids; numbers, which JavaScript allows, as text} */
    static Set<String> names(Object value) {
        var names = new LinkedHashSet<String>();
        PlainValues.list(value).forEach(name -> names.add(String.valueOf(name)));
        return names;
    }

    // ---- channels

    /** {@return where broadcasts to some rooms go: those to one room have a channel of their own} */
    static String channel(String key, String namespace, Set<String> rooms) {
        return key + "#" + namespace + "#" + (rooms.size() == 1 ? rooms.iterator().next() + "#" : "");
    }

    /** {@return a pattern of the channels of all broadcasts} */
    static String pattern(String key) {
        return key.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + "#*";
    }

    static String requests(String key, String namespace) {
        return key + "-request#" + namespace + "#";
    }

    static String answers(String key, String namespace) {
        return key + "-response#" + namespace + "#";
    }

    /** {@return where one server gets its answers} */
    static String answers(String key, String namespace, String uid) {
        return answers(key, namespace) + uid + "#";
    }
}
