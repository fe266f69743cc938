package enchufe.packet;

import static enchufe.packet.Packet.NO_ID;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.json.JsonReader;
import enchufe.json.StackOf;
import enchufe.msgpack.MsgpackReader;
import enchufe.msgpack.MsgpackWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Packets in MessagePack, byte for byte as npm's socket.io-msgpack-parser 3.0 writes them, and in forms of an application's own. */
class CustomParserTest {
    private final CustomParser parser =
            new CustomParser(MsgpackWriter::write, message -> MsgpackReader.read(message, JsonReader.MAX_DEPTH, Long.MAX_VALUE));

    private CustomParser.Decoded decode(String hex) {
        return parser.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))), 10);
    }

    /** A packet with these members; the order of the pairs is that of the wire. */
    private CustomParser.Decoded decode(Object... namesAndValues) {
        return parser.decode(ByteBuffer.wrap(MsgpackWriter.write(members(namesAndValues))), 10);
    }

    private static Map<String, Object> members(Object... namesAndValues) {
        var members = new HashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }

    private PacketException refuses(Object... namesAndValues) {
        return assertThrows(PacketException.class, () -> decode(namesAndValues));
    }

    private static Object nested(int depth) {
        Object value = new ArrayList<>();
        for (int i = 1; i < depth; i++) {
            value = new ArrayList<>(List.of(value));
        }
        return value;
    }

    @Test
    void whatTheOfficialClientSends() {
        assertEquals(new Packet(PacketType.CONNECT, "/", NO_ID, null),                              // data: undefined
                decode("83 a474797065 00 a464617461 d40000 a36e7370 a12f").packet());
        assertEquals(new Packet(PacketType.EVENT, "/", NO_ID, List.of("a", 1L)),
                decode("84 a474797065 02 a464617461 92a16101 a76f7074696f6e73 81 a8636f6d7072657373 c3 a36e7370 a12f").packet());
        assertEquals(new Packet(PacketType.DISCONNECT, "/x", NO_ID, null), decode("82 a474797065 01 a36e7370 a22f78").packet());
    }

    @Test
    void everyType() {
        assertEquals(new Packet(PacketType.CONNECT, "/", NO_ID, Map.of("token", "t")),
                decode("type", 0, "nsp", "/", "data", Map.of("token", "t")).packet());
        assertEquals(new Packet(PacketType.EVENT, "/", 7, List.of("e")), decode("type", 2, "nsp", "/", "id", 7, "data", List.of("e")).packet());
        assertEquals(new Packet(PacketType.ACK, "/", 0, List.of()), decode("type", 3, "nsp", "/", "id", 0, "data", List.of()).packet());
        assertEquals(new Packet(PacketType.CONNECT_ERROR, "/", NO_ID, "no"), decode("type", 4, "nsp", "/", "data", "no").packet());
    }

    @Test
    void binaryDataStaysWhereItIs() {
        CustomParser.Decoded decoded = decode("type", 2, "nsp", "/", "data", List.of("e", Map.of("b", new byte[] {1, 2})));
        assertArrayEquals(new byte[] {1, 2}, (byte[]) ((Map<?, ?>) decoded.packet().list().get(1)).get("b"));
        assertTrue(decoded.heapBytes() > 150 && decoded.heapBytes() < 1_000, "" + decoded.heapBytes());
    }

    /** As in JSON; npm's parser would take some of them. */
    @Test
    void whatIsRefused() {
        List<Object> event = List.of("e");
        for (Object type : Arrays.asList(null, "2", 2.5, -1, 5, 6, 1L << 40, List.of())) {
            refuses("type", type, "nsp", "/", "data", event);
        }
        for (Object nsp : Arrays.asList(null, "", "x", 1, List.of())) {
            refuses("type", 2, "nsp", nsp, "data", event);
        }
        for (Object id : List.of(-1, "1", 1.5, 1_000_000_000_000_000_000L, List.of())) {
            refuses("type", 2, "nsp", "/", "id", id, "data", event);
        }
        assertEquals(999_999_999_999_999_999L, decode("type", 2, "nsp", "/", "id", 999_999_999_999_999_999L, "data", event).packet().id());
        for (Object data : Arrays.asList(null, "e", Map.of(), List.of(), List.of("disconnect"), List.of(true), Arrays.asList((Object) null))) {
            refuses("type", 2, "nsp", "/", "data", data);
        }
        for (double number : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 2.5, -1, 5, 1e300}) {
            refuses("type", number, "nsp", "/", "data", event);
        }
        for (double number : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1.5, -1, 0x1p-1074, 1e18, 1e300}) {
            refuses("type", 2, "nsp", "/", "id", number, "data", event);
        }
        refuses("type", 0, "nsp", "/", "data", List.of());
        refuses("type", 0, "nsp", "/", "data", "text");
        refuses("type", 1, "nsp", "/", "data", Map.of());
        refuses("type", 3, "nsp", "/", "data", "answer");
        for (String noPacket : List.of("", "c1", "90", "02", "c0", "a161", "80", "84")) {
            assertThrows(PacketException.class, () -> decode(noPacket), noPacket);
        }
    }

    /** To JavaScript, these are the numbers that an encoder may as well write as integers. */
    @Test
    void aWholeDoubleIsTheNumberThatItIs() {
        for (int type = 0; type <= 4; type++) {
            Object data = type == 2 || type == 3 ? List.of("e") : null;
            assertEquals(decode("type", type, "nsp", "/", "data", data), decode("type", (double) type, "nsp", "/", "data", data));
        }
        assertEquals(PacketType.CONNECT, decode("type", -0.0, "nsp", "/").packet().type());
        assertEquals(PacketType.EVENT, decode("83 a474797065 ca40000000 a36e7370 a12f a464617461 91a165").packet().type());   // a float
        for (double id : new double[] {0, -0.0, 5, 0x1p31, 0x1p53, 0x1p53 + 2, 999_999_999_999_999_872.0}) {
            assertEquals((long) id, decode("type", 3, "nsp", "/", "id", id, "data", List.of()).packet().id());
        }
        assertEquals((1L << 53) + 1, decode("type", 3, "nsp", "/", "id", (1L << 53) + 1, "data", List.of()).packet().id());
    }

    @Test
    void limits() {
        String longest = "/" + "x".repeat(PacketDecoder.MAX_NAMESPACE_LENGTH - 1);
        assertEquals(longest, decode("type", 0, "nsp", longest).packet().namespace());
        assertEquals("namespace", refuses("type", 0, "nsp", longest + "x").limit());
        assertEquals("namespace", refuses("type", 0, "nsp", "/" + "é".repeat(PacketDecoder.MAX_NAMESPACE_LENGTH / 2)).limit());
        decode("type", 2, "nsp", "/", "data", List.of("e", nested(JsonReader.MAX_DEPTH - 2)));      // within the packet and its list
        assertEquals("depth", refuses("type", 2, "nsp", "/", "data", List.of("e", nested(JsonReader.MAX_DEPTH - 1))).limit());
        List<Object> ten = Collections.nCopies(5, Map.of("a", new byte[1], "b", List.of(new byte[0])));
        decode("type", 2, "nsp", "/", "data", List.of("e", ten));
        assertEquals("maxAttachments", refuses("type", 2, "nsp", "/", "data", List.of("e", ten, new byte[0])).limit());
        assertEquals("maxAttachments", refuses("type", 3, "nsp", "/", "id", 1, "data", List.of(ten, ten)).limit());
    }

    /** An application's parser may return anything, or nothing, or throw. */
    @Test
    void whatAnotherParserMakes() {
        var made = new Object[1];
        var own = new CustomParser(packet -> new byte[0], message -> made[0]);
        ByteBuffer message = ByteBuffer.allocate(3);
        made[0] = members("type", 2L, "nsp", "/", "data", List.of("e", "€"));
        assertEquals(List.of("e", "€"), own.decode(message, 10).packet().data());
        for (Object wrong : List.of(2, 2.5f, 'c', new int[0], new Object(), Map.of(1, 2))) {
            made[0] = members("type", 2L, "nsp", "/", "data", List.of("e", wrong));
            assertTrue(assertThrows(PacketException.class, () -> own.decode(message, 10)).getMessage().startsWith("payload: "));
        }
        made[0] = members("type", 2L, "nsp", "/", "data", List.of("e", nested(JsonReader.MAX_DEPTH)));
        assertEquals("depth", assertThrows(PacketException.class, () -> own.decode(message, 10)).limit());
        made[0] = null;
        assertThrows(PacketException.class, () -> own.decode(message, 10));
        var throwing = new CustomParser(packet -> null, bytes -> List.of().get(bytes.length));
        assertThrows(PacketException.class, () -> throwing.decode(message, 10));
        var endless = new CustomParser(packet -> null, CustomParserTest::recurse);
        assertThrows(PacketException.class, () -> endless.decode(message, 10));
    }

    private static Object recurse(byte[] message) {
        return List.of(recurse(message));
    }

    @Test
    void aPartOfAnArrayIsCopied() {
        var seen = new byte[1][];
        var own = new CustomParser(packet -> null, message -> {
            seen[0] = message;
            return Map.of("type", 1L, "nsp", "/");
        });
        byte[] shared = {1, 2, 3};
        own.decode(ByteBuffer.wrap(shared, 1, 2), 10);
        shared[1] = 9;
        assertArrayEquals(new byte[] {2, 3}, seen[0]);
        own.decode(ByteBuffer.wrap(shared), 10);                // nobody else's, as the message is all of it
        assertSame(shared, seen[0]);
    }

    // ---- encoding

    private Map<?, ?> encoded(EncodedPacket packet) {
        ByteBuffer text = ByteBuffer.wrap(packet.array(), packet.from(), packet.to() - packet.from());
        return (Map<?, ?>) MsgpackReader.read(parser.encode(text, packet.attachments()), JsonReader.MAX_DEPTH, Long.MAX_VALUE);
    }

    @Test
    void everyPacketOfAServer() {
        var encoder = new PacketEncoder();
        assertEquals(Map.of("type", 0L, "nsp", "/", "data", Map.of("sid", "x")), encoded(encoder.connect("/", Map.of("sid", "x"))));
        assertEquals(Map.of("type", 1L, "nsp", "/a"), encoded(encoder.disconnect("/a")));
        assertEquals(Map.of("type", 2L, "nsp", "/", "data", List.of("e", 1L, "é")), encoded(encoder.event("/", NO_ID, "e", 1, "é")));
        assertEquals(Map.of("type", 2L, "nsp", "/a", "id", 3L, "data", List.of("e")), encoded(encoder.event("/a", 3, "e")));
        assertEquals(Map.of("type", 3L, "nsp", "/", "id", 4L, "data", List.of()), encoded(encoder.ack("/", 4)));
        assertEquals(Map.of("type", 4L, "nsp", "/", "data", Map.of("message", "no", "data", 1L)),
                encoded(encoder.connectError("/", "no", 1)));
    }

    @Test
    void binaryDataHasNoPlaceholder() {
        EncodedPacket packet = new PacketEncoder().event("/", 1, "e", new byte[] {1}, Map.of("in", ByteBuffer.wrap(new byte[] {2, 3})));
        Map<?, ?> members = encoded(packet);
        assertEquals(2L, members.get("type"));
        var data = (List<?>) members.get("data");
        assertArrayEquals(new byte[] {1}, (byte[]) data.get(1));
        assertArrayEquals(new byte[] {2, 3}, (byte[]) ((Map<?, ?>) data.get(2)).get("in"));
    }

    @Test
    void theBytesThatNpmsParserWrites() {
        EncodedPacket packet = new PacketEncoder().event("/", NO_ID, "hello", 1, new byte[] {1, 2});
        ByteBuffer text = ByteBuffer.wrap(packet.text().getBytes(UTF_8));
        assertEquals("83 a474797065 02 a36e7370 a12f a464617461 93 a568656c6c6f 01 c4020102".replace(" ", ""),
                HexFormat.of().formatHex(parser.encode(text, packet.attachments())));
    }

    @Test
    void whatMayBeSentMayBeEncoded() throws InterruptedException {
        EncodedPacket deep = new PacketEncoder().event("/", NO_ID, "e", nested(1_000));
        ByteBuffer text = ByteBuffer.wrap(deep.text().getBytes(UTF_8));
        StackOf.kilobytes(512, () -> assertEquals(2L, (long) parser.encode(text, List.of())[6]));
    }
}
