package enchufe.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.BroadcastOptions;
import enchufe.msgpack.MsgpackWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The bytes are those that npm's {@code @socket.io/redis-adapter} and {@code @socket.io/redis-emitter} have been seen to write. */
class ClassicMessagesTest {
    private static final String OF_ADAPTER = "93a675316432663383a47479706502a46461746193a568656c6c6f01c4020102a36e7370a12f83a5726f"
            + "6f6d7391a27231a665786365707490a5666c61677380";
    private static final String OF_EMITTER = "93a7656d697474657283a47479706502a46461746191a474657374a36e7370a12f83a5726f6f6d7390a5666c"
            + "61677380a665786365707490";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static BroadcastOptions to(String... rooms) {
        return new BroadcastOptions(Set.of(rooms), Set.of(), false, false, true, null);
    }

    @Test
    void aBroadcastIsWrittenAsNodesAdapterDoesIt() {
        byte[] written = ClassicMessages.broadcast("u1d2f3", "/", List.of("hello", 1L, new byte[] {1, 2}), to("r1"));
        assertEquals(OF_ADAPTER, HexFormat.of().formatHex(written));
    }

    @Test
    void broadcastsOfNodesAdapterAndEmitterAreRead() {
        ClassicMessages.Broadcast hello = ClassicMessages.broadcast(bytes(OF_ADAPTER));
        assertEquals("/", hello.namespace());
        assertEquals(List.of("hello", 1L), hello.data().subList(0, 2));
        assertArrayEquals(new byte[] {1, 2}, (byte[]) hello.data().get(2));
        assertEquals(to("r1"), hello.options());
        ClassicMessages.Broadcast test = ClassicMessages.broadcast(bytes(OF_EMITTER));
        assertEquals(List.of("test"), test.data());
        assertEquals(to(), test.options());
    }

    @Test
    void aServerKnowsItsOwnBroadcasts() {
        assertTrue(ClassicMessages.isBroadcastOf("u1d2f3", bytes(OF_ADAPTER)));
        assertTrue(ClassicMessages.isBroadcastOf("emitter", bytes(OF_EMITTER)));
        assertFalse(ClassicMessages.isBroadcastOf("u1d2f4", bytes(OF_ADAPTER)));
        assertFalse(ClassicMessages.isBroadcastOf("u1d2f3", bytes(OF_EMITTER)));
        assertFalse(ClassicMessages.isBroadcastOf("u1d2f3", new byte[3]));
    }

    @Test
    void flagsCross() {
        var options = new BroadcastOptions(Set.of("a"), Set.of("b"), true, false, false, Duration.ofMillis(1500));
        assertEquals(options, ClassicMessages.broadcast(ClassicMessages.broadcast("u", "/n", List.of("e"), options)).options());
    }

    @Test
    void whatIsNoBroadcastOfAnEventIsNone() {
        Map<String, Object> packet = Map.of("type", 2L, "data", List.of("e"));
        assertEquals("/", ClassicMessages.broadcast(packet, null).namespace());
        for (Object bad : Arrays.asList(null, "x", Map.of(), Map.of("type", 2L), Map.of("type", 3L, "data", List.of("e")),
                Map.of("type", 2L, "data", List.of()), Map.of("type", 2L, "data", List.of(1L)))) {
            assertNull(ClassicMessages.broadcast(bad, null), String.valueOf(bad));
        }
        assertNull(ClassicMessages.broadcast(MsgpackWriter.write(List.of("u", packet))));
        assertNull(ClassicMessages.broadcast(MsgpackWriter.write("u")));
    }

    @Test
    void optionsThatAreMissingOrOddHaveTheirDefaults() {
        assertEquals(to(), ClassicMessages.options(null));
        assertEquals(to(), ClassicMessages.options(Map.of("rooms", "x", "except", 1L, "flags", List.of())));
        assertEquals(to("1", "a"), ClassicMessages.options(Map.of("rooms", List.of(1L, "a"))));
        assertNull(ClassicMessages.options(Map.of("flags", Map.of("timeout", -1L))).timeout());
        assertEquals(Duration.ofDays(12), ClassicMessages.options(Map.of("flags", Map.of("timeout", Long.MAX_VALUE))).timeout());
    }

    @Test
    void requestsAreJsonOrMessagePack() {
        byte[] json = ClassicMessages.json(ClassicMessages.members("uid", "u", "type", 6, "data", List.of("e", new byte[] {1, -1})));
        assertEquals("{\"uid\":\"u\",\"type\":6,\"data\":[\"e\",{\"type\":\"Buffer\",\"data\":[1,255]}]}", new String(json, UTF_8));
        assertEquals(6L, ClassicMessages.read(json).get("type"));
        assertEquals(7L, ClassicMessages.read(MsgpackWriter.write(Map.of("type", 7L))).get("type"));
        assertEquals(Map.of(), ClassicMessages.read(MsgpackWriter.write(List.of("{"))));
    }

    @Test
    void channels() {
        assertEquals("socket.io#/#", ClassicMessages.channel("socket.io", "/", Set.of()));
        assertEquals("socket.io#/#", ClassicMessages.channel("socket.io", "/", Set.of("a", "b")));
        assertEquals("socket.io#/admin#a#b#", ClassicMessages.channel("socket.io", "/admin", Set.of("a#b")));
        assertEquals("socket.io-request#/#", ClassicMessages.requests("socket.io", "/"));
        assertEquals("socket.io-response#/#", ClassicMessages.answers("socket.io", "/"));
        assertEquals("socket.io-response#/#abc#", ClassicMessages.answers("socket.io", "/", "abc"));
        assertEquals("my\\[app\\]\\*\\?\\\\#*", ClassicMessages.pattern("my[app]*?\\"));
        assertTrue(ClassicMessages.pattern("socket.io").endsWith("*"));
        assertFalse(ClassicMessages.pattern("socket.io").contains("\\"));
    }
}
