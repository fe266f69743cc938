package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** "Packet encoding", "HTTP long-polling". */
class PayloadTest {
    @Test
    void readsTheExamplesOfTheProtocol() {
        assertEquals(List.of("4hello", "2", "4world"), read("4hello\u001e2\u001e4world"));
        assertEquals(List.of("4hello", "<01020304>"), read("4hello\u001ebAQIDBA=="));
    }

    @Test
    void writesTheExamplesOfTheProtocol() {
        assertEquals("4hello\u001e2\u001e4world",
                write(EnginePacket.text("hello"), EnginePacket.PING_PACKET, EnginePacket.text("world")));
        assertEquals("4hello\u001ebAQIDBA==",
                write(EnginePacket.text("hello"), EnginePacket.binary(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}))));
    }

    @Test
    void everyLengthOfBase64IsRead() {
        assertEquals(List.of("<>", "<01>", "<0102>", "<010203>"), read("b\u001ebAQ==\u001ebAQI=\u001ebAQID"));
    }

    @Test
    void base64MayBeBrokenIntoLines() {
        assertEquals(List.of("<0102030405>", "4a\n"), read("bAQID\r\nBAU=\n\u001e4a\n"));
    }

    @Test
    void emptyPacketsAreHandedOverToBeRefused() {
        assertEquals(List.of(""), read(""));
        assertEquals(List.of("4a", "", "4b", ""), read("4a\u001e\u001e4b\u001e"));
    }

    @Test
    void whatIsNotBase64IsMalformed() {
        for (String packet : List.of("bA", "bAQ=", "bAQI=A", "b====", "bAQI*", "bAQ ID", "b-_-_", "b\u00e9\u00e9\u00e9")) {
            malformed("a binary message is not base64", packet.getBytes(UTF_8));
        }
    }

    @Test
    void whatIsNotUtf8IsMalformed() {
        for (String hex : List.of("34ff", "34c3", "34c328", "34eda080", "34f5808080", "34c0af", "34e282")) {
            malformed("the payload is not UTF-8", HexFormat.of().parseHex(hex));
        }
        assertEquals(List.of("4\u00e9\u20ac\ud83d\ude00"), read("4\u00e9\u20ac\ud83d\ude00"));
        String beyondTheDecodersBuffer = "4" + "\ud83d\ude00".repeat(5_000);
        assertEquals(List.of(beyondTheDecodersBuffer), read(beyondTheDecodersBuffer));
    }

    @Test
    void theNumberOfPacketsHasALimit() {
        String most = "3\u001e".repeat(PayloadReader.MAX_PACKETS - 1) + "3";
        assertEquals(PayloadReader.MAX_PACKETS, read(most).size());
        malformed("a POST of more than 250000 packets, which is a limit that cannot be changed", (most + "\u001e3").getBytes(UTF_8));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            var packets = new ArrayList<Message>();
            var expected = new ArrayList<String>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    packets.add(EnginePacket.binary(ByteBuffer.wrap(bytes)));
                    expected.add("<" + HexFormat.of().formatHex(bytes) + ">");
                } else {
                    String text = new String(bytes, UTF_8).replace('\u001e', ' ');
                    packets.add(EnginePacket.text(text));
                    expected.add("4" + text);
                }
            }
            assertEquals(expected, read(write(packets.toArray(Message[]::new))), "seed " + seed);
        }
    }

    private static String write(Message... packets) {
        return new String(PayloadWriter.write(List.of(packets)), UTF_8);
    }

    private static List<String> read(String payload) {
        var packets = new ArrayList<String>();
        read(payload.getBytes(UTF_8), packets);
        return packets;
    }

    private static void read(byte[] payload, List<String> packets) {
        PayloadReader.read(payload, packet -> packets.add(UTF_8.decode(packet).toString()), data ->
                packets.add("<" + HexFormat.of().formatHex(data.array(), data.position(), data.limit()) + ">"));
    }

    private static void malformed(String message, byte[] payload) {
        var e = assertThrows(EngineException.class, () -> read(payload, new ArrayList<>()));
        assertEquals(message, e.getMessage());
        assertEquals(CloseReason.PARSE_ERROR, e.reason());
    }
}
