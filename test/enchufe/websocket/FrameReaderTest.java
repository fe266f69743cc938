package enchufe.websocket;

import static enchufe.websocket.Frames.FIN;
import static enchufe.websocket.Frames.close;
import static enchufe.websocket.Frames.concat;
import static enchufe.websocket.Frames.header;
import static enchufe.websocket.Frames.hex;
import static enchufe.websocket.Frames.masked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.websocket.FrameHeader.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final int TEXT = FIN | Opcode.TEXT;
    private static final int BINARY = FIN | Opcode.BINARY;
    private static final int PING = FIN | Opcode.PING;
    private static final int LAST = FIN | Opcode.CONTINUATION;
    private static final int MORE = Opcode.CONTINUATION;

    private static List<String> limited(int maxMessageBytes, int maxFragments, byte[]... input) {
        var transcript = new Transcript(new WebSocketLimits(maxMessageBytes, maxFragments));
        transcript.feed(concat(input));
        return transcript.lines;
    }

    // The examples of RFC 6455 §5.7.

    @Test
    void readsTheExamplesOfTheRfc() {
        assertEquals(List.of("text Hello", "pong 48656c6c6f"),
                Transcript.ofServer(hex("818537fa213d7f9f4d5158"), hex("8a8537fa213d7f9f4d5158")));
        assertEquals(List.of("text Hello", "ping 48656c6c6f"),
                Transcript.ofServer(masked(Opcode.TEXT, "Hel"), masked(LAST, "lo"), masked(PING, "Hello")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 65_537})
    void everyLengthIsReadWholeAndByteByByte(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        List<String> expected = List.of("binary " + hex(payload), "text ");
        byte[] input = concat(masked(BINARY, payload), masked(TEXT, ""));
        assertEquals(expected, Transcript.ofServer(input));
        var split = new Transcript(WebSocketLimits.DEFAULT);
        split.feedByteByByte(input);
        assertEquals(expected, split.lines);
    }

    @Test
    void aWholeMessageIsDeliveredWhereItLies() {
        byte[] array = concat(masked(BINARY, "one"), masked(BINARY, "two"));
        int[] delivered = {0};
        var reader = new FrameReader(WebSocketLimits.DEFAULT, new FrameReader.Events() {
            @Override
            public void onBinary(ByteBuffer data) {
                assertSame(array, data.array());
                assertEquals(6 + 9 * delivered[0]++, data.arrayOffset());
                data.position(data.limit());            // what the callee does with its buffer does not matter
            }

            @Override
            public void onText(ByteBuffer utf8) {}

            @Override
            public void onPing(ByteBuffer payload) {}

            @Override
            public void onPong(ByteBuffer payload) {}

            @Override
            public void onClose(int code, String reason) {}

            @Override
            public boolean isReading() {
                return true;
            }
        });
        reader.receive(ByteBuffer.wrap(array));
        assertEquals(2, delivered[0]);
    }

    // Fragments, RFC 6455 §5.4.

    @Test
    void controlFramesComeBetweenFragments() {
        assertEquals(List.of("ping 31", "pong ", "text Hello", "text next"), Transcript.ofServer(
                masked(Opcode.TEXT, "He"), masked(PING, "1"), masked(MORE, "ll"), masked(FIN | Opcode.PONG, ""),
                masked(LAST, "o"), masked(TEXT, "next")));
    }

    @Test
    void fragmentsMayBeEmptyAndSplitACharacter() {
        assertEquals(List.of("text €", "binary "), Transcript.ofServer(
                masked(Opcode.TEXT, ""), masked(MORE, hex("e2")), masked(MORE, hex("82")), masked(MORE, ""),
                masked(LAST, hex("ac")), masked(Opcode.BINARY, ""), masked(LAST, "")));
    }

    // What the peer must not do.

    @ParameterizedTest
    @ValueSource(strings = {
        "c1", "a1", "91",                                                           // reserved bits
        "83", "87", "8b", "8f", "03",                                               // reserved opcodes
        "80", "00",                                                                 // a continuation of nothing
        "09", "08", "0a",                                                           // fragmented control frames
        "8105", "8100", "8205", "8900", "8800",                                     // not masked
        "89fe", "88ff", "8afe",                                                     // long control frames
        "81fe007d", "81fe0000", "81ff000000000000ffff", "81ff0000000000000001",     // more bytes of length than it takes
        "81ff8000000000010000", "81ffffffffffffffffff"})                            // the highest bit of the length
    void aBrokenHeaderIsAProtocolErrorAtItsLastByte(String start) {
        byte[] bytes = hex(start);
        var server = new Transcript(WebSocketLimits.DEFAULT);
        for (int i = 0; i < bytes.length; i++) {
            assertEquals(List.of(), server.lines, "before byte " + i);
            server.feed(new byte[] {bytes[i]});
        }
        assertEquals(List.of("violation 1002"), server.lines);
    }

    @Test
    void aMessageMayNotBeginInsideAnother() {
        assertEquals(List.of("violation 1002"), Transcript.ofServer(masked(Opcode.TEXT, "a"), hex("81")));
        assertEquals(List.of("violation 1002"), Transcript.ofServer(masked(Opcode.BINARY, "a"), hex("02")));
    }

    @Test
    void aContinuationAfterTheEndOfItsMessageIsAProtocolError() {
        assertEquals(List.of("text ab", "violation 1002"),
                Transcript.ofServer(masked(Opcode.TEXT, "a"), masked(LAST, "b"), hex("80")));
    }

    @Test
    void controlFramesHaveAtMost125Bytes() {
        byte[] payload = new byte[125];
        assertEquals(List.of("ping " + hex(payload)), Transcript.ofServer(masked(PING, payload)));
        assertEquals(List.of("violation 1002"), Transcript.ofServer(masked(PING, new byte[126])));
    }

    // Limits.

    @Test
    void aMessageAboveTheLimitFailsWithItsHeader() {
        assertEquals(List.of("binary " + "00".repeat(200)), limited(200, 10, masked(BINARY, new byte[200])));
        assertEquals(List.of("violation 1009"), limited(200, 10, hex("82fe00c9")));
        assertEquals(List.of("violation 1009"), limited(Integer.MAX_VALUE, 10, hex("82ff0000000080000000")));
        assertEquals(List.of("violation 1009"), limited(200, 10, hex("82ff7fffffffffffffff")));
    }

    @Test
    void theLimitHoldsForTheSumOfTheFragments() {
        byte[] start = concat(masked(Opcode.BINARY, new byte[60]), masked(PING, new byte[100]));
        assertEquals("binary " + "00".repeat(100), limited(100, 10, start, masked(LAST, new byte[40])).get(1));
        assertEquals("violation 1009", limited(100, 10, start, hex("80a9")).get(1));
        assertEquals("violation 1009", limited(Integer.MAX_VALUE, 10, start, hex("80ff000000007fffffff")).get(1));
    }

    @Test
    void theSumBeginsAnewWithEachMessage() {
        assertEquals(List.of("text abc", "text def", "text ghi"), limited(3, 3, masked(Opcode.TEXT, "ab"), masked(LAST, "c"),
                masked(TEXT, "def"), masked(Opcode.TEXT, "g"), masked(MORE, "h"), masked(LAST, "i")));
    }

    @Test
    void tooManyFragmentsViolateThePolicy() {
        byte[] three = concat(masked(Opcode.TEXT, ""), masked(MORE, ""), masked(PING, ""), masked(LAST, ""));
        assertEquals(List.of("ping ", "text "), limited(10, 3, three));
        assertEquals(List.of("ping ", "violation 1008"), limited(10, 2, three));
        assertEquals(List.of("violation 1008"), limited(10, 1, masked(Opcode.TEXT, ""), hex("00")));
    }

    @Test
    void memoryGrowsWithWhatArrivedNotWithWhatWasAnnounced() {
        var buffer = new PayloadBuffer();
        assertEquals(0, buffer.extend(10, 1_000_000, 1_000_000));
        assertEquals(10, buffer.array().length);
        assertEquals(10, buffer.extend(1, 1_000_000, 1_000_000));
        assertEquals(20, buffer.array().length);
        assertEquals(11, buffer.extend(10, 25, 25));
        assertEquals(25, buffer.array().length);
        assertEquals(21, buffer.content().remaining());
    }

    @Test
    void aLargePayloadIsNotCopiedOnceAQuarterHasArrived() {
        var buffer = new PayloadBuffer();
        buffer.extend(240, 1_000, 2_000);
        assertEquals(240, buffer.array().length);
        buffer.extend(10, 1_000, 2_000);
        byte[] array = buffer.array();
        assertEquals(1_000, array.length);
        buffer.extend(750, 1_000, 2_000);
        assertSame(array, buffer.content().array());
        buffer.extend(1, 1_001, 2_000);                                             // one more fragment
        assertEquals(2_000, buffer.array().length);
    }

    /** So its receiver may keep it: see PacketDecoder. */
    @Test
    void theArrayOfAMessageThatArrivedInPartsIsNotUsedAgain() {
        var kept = new ArrayList<ByteBuffer>();
        var reader = new Transcript(WebSocketLimits.DEFAULT) {
            @Override
            public void onBinary(ByteBuffer data) {
                kept.add(data);
            }
        }.reader;
        for (String text : List.of("abcdef", "ghijkl")) {
            byte[] frame = masked(BINARY, text);
            for (byte b : frame) {
                reader.receive(ByteBuffer.wrap(new byte[] {b}));
            }
            reader.receive(ByteBuffer.wrap(frame));
        }
        assertEquals(List.of("abcdef", "abcdef", "ghijkl", "ghijkl"),
                kept.stream().map(data -> StandardCharsets.UTF_8.decode(data.duplicate()).toString()).toList());
        assertEquals(List.of(true, false, true, false), kept.stream().map(data -> data.remaining() == data.array().length).toList());
    }

    // Text, RFC 6455 §8.1.

    @ParameterizedTest
    @CsvSource({"ff, 0", "41c0, 1", "eda080, 1", "f4908080, 1", "4142434445464748ff, 8"})
    void invalidTextFailsAtTheVeryByteOfAnIncompleteFrame(String text, int index) {
        byte[] input = header(Opcode.TEXT, 1000, true);
        byte[] payload = masked(TEXT, hex(text));
        var server = new Transcript(WebSocketLimits.DEFAULT);
        server.feed(input);
        for (int i = 0; i <= index; i++) {
            assertEquals(List.of(), server.lines, "before byte " + i);
            server.feed(new byte[] {payload[6 + i]});
        }
        assertEquals(List.of("violation 1007"), server.lines);
    }

    @Test
    void invalidTextFailsWithinAFragmentAndAtTheEnd() {
        assertEquals(List.of("ping ", "violation 1007"), Transcript.ofServer(
                masked(Opcode.TEXT, hex("e2")), masked(PING, ""), masked(MORE, "A")));
        assertEquals(List.of("violation 1007"), Transcript.ofServer(masked(TEXT, hex("41e282"))));
        assertEquals(List.of("violation 1007"), Transcript.ofServer(masked(Opcode.TEXT, hex("e282")), masked(LAST, "")));
    }

    @Test
    void binaryAndPingsNeedNotBeText() {
        assertEquals(List.of("ping ff", "binary fffe", "text ok"), Transcript.ofServer(masked(Opcode.BINARY, hex("ff")),
                masked(PING, hex("ff")), masked(LAST, hex("fe")), masked(TEXT, "ok")));
    }

    // Close frames, RFC 6455 §5.5.1.

    @Test
    void aCloseFrameHasACodeAndAReason() {
        assertEquals(List.of("close 1005"), Transcript.ofServer(masked(FIN | Opcode.CLOSE, "")));
        assertEquals(List.of("close 1000"), Transcript.ofServer(close(1000, "")));
        assertEquals(List.of("close 4999 adiós"), Transcript.ofServer(close(4999, "adiós")));
        assertEquals(List.of("close 1001 " + "x".repeat(123)), Transcript.ofServer(close(1001, "x".repeat(123))));
    }

    @Test
    void aCloseFrameWithHalfACodeIsAProtocolError() {
        assertEquals(List.of("violation 1002"), Transcript.ofServer(masked(FIN | Opcode.CLOSE, hex("03"))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
    void aCloseCodeThatMayNotBeSentIsAProtocolError(int code) {
        assertEquals(List.of("violation 1002"), Transcript.ofServer(close(code, "")));
    }

    @Test
    void aCloseReasonThatIsNotTextIsInvalidData() {
        assertEquals(List.of("violation 1007"), Transcript.ofServer(masked(FIN | Opcode.CLOSE, hex("03e8 ff"))));
        assertEquals(List.of("violation 1007"), Transcript.ofServer(masked(FIN | Opcode.CLOSE, hex("03e8 41e282"))));
    }

    @Test
    void aStoppedReaderDiscardsEverything() {
        assertEquals(List.of("text a", "close 1000"),
                Transcript.ofServer(masked(TEXT, "a"), close(1000, ""), masked(TEXT, "b"), hex("ffff")));
        assertTrue(Transcript.ofServer().isEmpty());
    }
}
