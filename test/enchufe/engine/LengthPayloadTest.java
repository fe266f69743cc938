package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.websocket.Message;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of revision 3 ("Payload" of that revision). */
class LengthPayloadTest {
    private static final Message EURO = EnginePacket.text("\u20ac");
    private static final Message BYTES = EnginePacket.binary(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    private static final String EURO_AND_BYTES = "0004ff34e282ac" + "0105ff0401020304";

    @Test
    void textHasItsLengthInUtf16CodeUnits() {
        assertEquals("6:4hello1:26:4world", text(EnginePacket.text("hello"), EnginePacket.PING_PACKET, EnginePacket.text("world")));
        assertEquals("2:4\u20ac10:b4AQIDBA==", text(EURO, BYTES));
        assertEquals("3:4\ud83d\ude00", text(EnginePacket.text("\ud83d\ude00")));
        assertEquals(List.of("4hello", "2", "4world"), readText("6:4hello1:26:4world"));
        assertEquals(List.of("4\u20ac", "<01020304>"), readText("2:4\u20ac10:b4AQIDBA=="));
        assertEquals(List.of("4\ud83d\ude00\u00e9", "2"), readText("4:4\ud83d\ude00\u00e91:2"));
    }

    @Test
    void binaryHasItsLengthInBytes() {
        assertEquals(EURO_AND_BYTES, HexFormat.of().formatHex(LengthPayloadWriter.writeBinary(List.of(EURO, BYTES))));
        assertEquals(List.of("4\u20ac", "<01020304>"), readBinary(EURO_AND_BYTES));
        assertEquals(List.of("<>"), readBinary("0101ff04"));
        assertEquals("010103ff04" + "00".repeat(12), HexFormat.of()
                .formatHex(LengthPayloadWriter.writeBinary(List.of(EnginePacket.binary(ByteBuffer.allocate(12))))));
    }

    @Test
    void anEmptyPayloadHasNoPackets() {
        assertEquals(List.of(), readText("0:"));
        assertEquals(List.of("2"), readText("0:1:20:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", ":4a", "4a", "2", "2:", "2:4", "5:4ab", "x:4a", "-1:4a", " 2:4a", "2 :4a", "2:4a3", "2:4ax",
            "99999999999:4a", "9999999999:4a", "999999999:4a", "2:4\ud83d\ude00", "1:\ud83d\ude00", "2:b2", "1:b", "4:b3AA",
            "5:b4A=A"})
    void malformedText(String payload) {
        assertMalformed(() -> readText(payload));
    }

    @Test
    void textThatIsNotUtf8() {
        for (String hex : List.of("323a34ff", "323a34c3", "333a34eda080")) {
            byte[] payload = HexFormat.of().parseHex(hex);
            assertMalformed(() -> new LengthPayloadReader(payload, packet -> { }, data -> { }).readText());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0002", "0002ff", "0002ff34", "00ff34", "01ff", "0100ff", "0101ff34", "0201ff34", "ff01ff34",
            "000aff34", "0031ff34", "0009090909090909090909ff34", "00090909090909090909ff34", "0002ff3461" + "00", "0002ff34ff",
            "0003ff34eda0"})
    void malformedBinary(String hex) {
        assertMalformed(() -> readBinary(hex));
    }

    @Test
    void whatIsBeforeTheFaultIsDelivered() {
        List<String> packets = new ArrayList<>();
        assertMalformed(() -> new LengthPayloadReader("2:4ax:".getBytes(UTF_8), packet -> packets.add("text"), data -> { }).readText());
        assertEquals(List.of("text"), packets);
    }

    @Test
    void thereIsALimitForPackets() {
        byte[] most = "1:2".repeat(PayloadReader.MAX_PACKETS).getBytes(UTF_8);
        assertEquals(PayloadReader.MAX_PACKETS, readText(new String(most, UTF_8)).size());
        var tooMany = assertThrows(EngineException.class, () -> readText(new String(most, UTF_8) + "1:2"));
        assertEquals("packets", tooMany.limit());
    }

    @Test
    void whatIsWrittenIsRead() {
        var random = new Random(3);
        for (int round = 0; round < 300; round++) {
            List<Message> packets = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(5); i++) {
                if (random.nextInt(3) == 0) {
                    byte[] data = new byte[random.nextInt(200)];
                    random.nextBytes(data);
                    packets.add(EnginePacket.binary(ByteBuffer.wrap(data)));
                    expected.add("<" + HexFormat.of().formatHex(data) + ">");
                } else {
                    String text = random.ints(random.nextInt(50), 0, 0x110000).filter(c -> c < 0xd800 || c > 0xdfff)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
                    packets.add(EnginePacket.text(text));
                    expected.add("4" + text);
                }
            }
            assertEquals(expected, readText(text(packets.toArray(new Message[0]))));
            assertEquals(expected, readBinary(HexFormat.of().formatHex(LengthPayloadWriter.writeBinary(packets))));
        }
    }

    /** Whatever comes is read, or malformed. */
    @Test
    void nonsenseIsMalformedAtMost() {
        var random = new Random(4);
        byte[] alphabet = HexFormat.of().parseHex("000102040aff" + "30313a3462" + "c3a9" + "f09f9880");
        for (int round = 0; round < 20_000; round++) {
            byte[] payload = new byte[random.nextInt(12)];
            for (int i = 0; i < payload.length; i++) {
                payload[i] = alphabet[random.nextInt(alphabet.length)];
            }
            for (boolean octets : new boolean[] {false, true}) {
                try {
                    Revision3.WITH_BINARY.read(payload, octets, ByteBuffer::remaining, ByteBuffer::remaining);
                } catch (EngineException malformed) {
                    assertEquals(CloseReason.PARSE_ERROR, malformed.reason());
                }
            }
        }
    }

    @Test
    void aLargeMessageIsNotCopiedOnTheWay() {
        int length = 3_000_000;
        List<Message> large = List.of(EnginePacket.binary(ByteBuffer.allocate(length)));
        int base64 = length / 3 * 4;
        assertAllocates(base64, () -> PayloadWriter.write(large));
        assertAllocates(base64, () -> LengthPayloadWriter.writeText(large));
        assertAllocates(length, () -> LengthPayloadWriter.writeBinary(large));
        assertAllocates(2 * base64, () -> EnginePacket.asText("4", large.get(0)));         // the text, and the frame with it
    }

    /** Base64 is made piece by piece, so each byte of it is allocated once more, but not at the same time. */
    private static void assertAllocates(int payload, Runnable writing) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        writing.run();                                              // loads the classes
        long before = threads.getCurrentThreadAllocatedBytes();
        writing.run();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 2.3 * payload, allocated + " bytes for " + payload);
    }

    private static void assertMalformed(Runnable reading) {
        assertEquals(CloseReason.PARSE_ERROR, assertThrows(EngineException.class, reading::run).reason());
    }

    private static String text(Message... packets) {
        return new String(LengthPayloadWriter.writeText(List.of(packets)), UTF_8);
    }

    private static List<String> readText(String payload) {
        return read(payload.getBytes(UTF_8), false);
    }

    private static List<String> readBinary(String hex) {
        return read(HexFormat.of().parseHex(hex), true);
    }

    private static List<String> read(byte[] payload, boolean octets) {
        List<String> packets = new ArrayList<>();
        Revision3.WITH_BINARY.read(payload, octets, packet -> packets.add(UTF_8.decode(packet).toString()), data -> {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            packets.add("<" + HexFormat.of().formatHex(bytes) + ">");
        });
        return packets;
    }
}
