package enchufe.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692. */
class PerMessageDeflateTest {
    private static final WebSocketLimits LIMITS = new WebSocketLimits(100_000, 100, 0);

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static String inflate(String payload) {
        ByteBuffer content = PerMessageDeflate.inflate(ByteBuffer.wrap(hex(payload)), 1_000);
        return UTF_8.decode(content).toString();
    }

    private static RequestHead offering(String... fields) {
        var all = new ArrayList<String>();
        for (String field : fields) {
            all.addAll(List.of("Sec-WebSocket-Extensions", field));
        }
        return new RequestHead("GET", "/", "HTTP/1.1", Headers.of(all));
    }

    // ---- §7.1: the offers

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate", "permessage-deflate; client_max_window_bits",
        " permessage-deflate ;client_max_window_bits=8", "permessage-deflate; client_max_window_bits=\"15\"", "permessage-deflate; server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover; server_no_context_takeover; client_max_window_bits",
        "permessage-deflate; server_max_window_bits=15", "x-webkit-deflate-frame, permessage-deflate",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate"})
    void accepts(String offer) {
        assertTrue(PerMessageDeflate.isOffered(offering(offer)));
        assertTrue(PerMessageDeflate.isOffered(offering("other", offer)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "deflate", "permessage-deflates", "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08", "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; server_no_context_takeover=true", "permessage-deflate; unknown",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
        "permessage-deflate; client_max_window_bits=\"10", "permessage-deflate; client_max_window_bits==10",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover", "permessage-deflate;"})
    void declines(String offer) {
        assertFalse(PerMessageDeflate.isOffered(offering(offer)));
    }

    @Test
    void theResponseSaysWhatWasAgreed() {
        String response = new String(OpeningHandshake.response(handshake("permessage-deflate"),
                new OpeningHandshake.Agreement("", LIMITS), Headers.NONE), UTF_8);
        assertTrue(response.contains("\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                + " client_no_context_takeover\r\n"), response);
        WebSocketEndpoint endpoint = new WebSocketEndpoint() {
            @Override
            public Opening admit(RequestHead head, Peer peer) {
                return null;
            }

            @Override
            public WebSocketLimits limits() {
                return LIMITS;
            }
        };
        assertSame(LIMITS, OpeningHandshake.agree(handshake("permessage-deflate"), endpoint).limits());
        assertFalse(OpeningHandshake.agree(handshake("other"), endpoint).limits().deflates());
        WebSocketEndpoint off = (head, peer) -> null;
        assertFalse(OpeningHandshake.agree(handshake("permessage-deflate"), off).limits().deflates());
    }

    private static RequestHead handshake(String extensions) {
        return new RequestHead("GET", "/", "HTTP/1.1", Headers.of(List.of("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Extensions", extensions)));
    }

    // ---- §7.2: payloads, with the examples of §7.2.3

    @ParameterizedTest
    @CsvSource({
        "f2 48 cd c9 c9 07 00, Hello",                              // 7.2.3.1
        "00 05 00 fa ff 48 65 6c 6c 6f 00, Hello",                  // 7.2.3.3: a block without compression
        "f3 48 cd c9 c9 07 00 00, Hello",                           // 7.2.3.4: a block that says that it is the last
        "f2 48 05 00 00 00 ff ff ca c9 c9 07 00, Hello",            // 7.2.3.5: two blocks
        "00, ''"})                                                  // 7.2.3.6: nothing
    void inflates(String payload, String text) {
        assertEquals(text, inflate(payload));
    }

    private static byte[] deflate(ByteBuffer payload) {
        ByteBuffer deflated = PerMessageDeflate.deflate(payload);
        return Arrays.copyOf(deflated.array(), deflated.limit());
    }

    @Test
    void whatWouldNotBecomeShorterIsNotDeflated() {
        for (int length : new int[] {0, 1, 5, 10_000, 1_000_000}) {
            byte[] bytes = new byte[length];
            new Random(1).nextBytes(bytes);
            assertNull(PerMessageDeflate.deflate(ByteBuffer.wrap(bytes)), () -> length + " bytes");
        }
        assertNull(PerMessageDeflate.deflate(ByteBuffer.wrap("Hello".getBytes(UTF_8))));     // 5 bytes become 7: 7.2.3.1
        assertTrue(deflate(ByteBuffer.wrap("Hello".repeat(10).getBytes(UTF_8))).length < 20);
    }

    @Test
    void whatIsDeflatedInflates() {
        var random = new Random(1);
        for (int length : new int[] {0, 1, 2, 1_000, 8_191, 8_192, 8_193, 65_536, 1_000_000}) {
            for (int letters : new int[] {1, 4, 256}) {
                byte[] bytes = new byte[length];
                for (int i = 0; i < length; i++) {
                    bytes[i] = (byte) random.nextInt(letters);
                }
                ByteBuffer deflated = PerMessageDeflate.deflate(ByteBuffer.wrap(bytes));
                assertEquals(length < 1_000 || letters == 256, deflated == null);
                if (deflated != null) {
                    ByteBuffer inflated = PerMessageDeflate.inflate(deflated, length);
                    assertArrayEquals(bytes, Arrays.copyOf(inflated.array(), inflated.limit()));
                }
            }
        }
    }

    @Test
    void stopsAtTheLimitWhileItInflates() {
        byte[] bomb = deflate(ByteBuffer.allocate(100_000_000));
        assertTrue(bomb.length < 200_000);
        for (int most : new int[] {1, 1_000, 8_192, 99_999}) {
            var refusal = assertThrows(ProtocolException.class, () -> PerMessageDeflate.inflate(ByteBuffer.wrap(bomb), most));
            assertEquals(CloseCode.TOO_BIG, refusal.closeCode());
        }
        byte[] exact = deflate(ByteBuffer.allocate(1_000));
        assertEquals(1_000, PerMessageDeflate.inflate(ByteBuffer.wrap(exact), 1_000).remaining());
        assertThrows(ProtocolException.class, () -> PerMessageDeflate.inflate(ByteBuffer.wrap(exact), 999));
        assertEquals(1_000, PerMessageDeflate.inflate(ByteBuffer.wrap(exact), Integer.MAX_VALUE).remaining());
    }

    @Test
    void nonsenseIsNoCompressedData() {
        for (String wrong : List.of("ff ff ff", "07 00", "00 05 00 00 00 48 65 6c 6c 6f")) {
            var refusal = assertThrows(ProtocolException.class, () -> inflate(wrong), wrong);
            assertEquals(CloseCode.INVALID_DATA, refusal.closeCode());
        }
        var random = new Random(2);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            try {
                PerMessageDeflate.inflate(ByteBuffer.wrap(bytes), 1_000);
            } catch (ProtocolException refused) {
                assertTrue(Set.of(CloseCode.INVALID_DATA, CloseCode.TOO_BIG).contains(refused.closeCode()));
            }
        }
    }

    // ---- §6: frames

    /** What a server that has agreed to compression reads: the texts, or the close code. */
    private static List<Object> read(WebSocketLimits limits, byte[]... frames) {
        var events = new ArrayList<Object>();
        var reader = new FrameReader(limits, new FrameReader.Events() {
            @Override
            public void onText(ByteBuffer utf8) {
                events.add(UTF_8.decode(utf8).toString());
            }

            @Override
            public void onBinary(ByteBuffer data) {
                events.add(data.remaining());
            }

            @Override
            public void onPing(ByteBuffer payload) {
                events.add("ping");
            }

            @Override
            public void onPong(ByteBuffer payload) {}

            @Override
            public void onClose(int code, String reason) {}

            @Override
            public boolean isReading() {
                return true;
            }
        });
        var all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(Frames.maskedWith0(frame));
        }
        try {
            for (byte b : all.toByteArray()) {
                reader.receive(ByteBuffer.wrap(new byte[] {b}));
            }
        } catch (ProtocolException violation) {
            events.add(violation.closeCode());
        }
        return events;
    }

    @Test
    void readsCompressedMessagesAmongOthers() {
        byte[] hello = hex("c1 07 f2 48 cd c9 c9 07 00");                       // 7.2.3.1
        byte[] first = hex("41 03 f2 48 cd");
        byte[] ping = hex("89 00");
        byte[] last = hex("80 04 c9 c9 07 00");
        byte[] plain = hex("81 02 48 69");
        assertEquals(List.of("Hello", "Hi", "ping", "Hello", "Hi"), read(LIMITS, hello, plain, first, ping, last, plain));
        assertEquals(List.of(5), read(LIMITS, hex("c2 07 f2 48 cd c9 c9 07 00")));
    }

    @Test
    void whatComesBehindAMessageWaitsWhileTheListenerDoesNotRead() {
        byte[] two = Frames.concat(Frames.maskedWith0(hex("c1 07 f2 48 cd c9 c9 07 00")), Frames.maskedWith0(hex("89 01 21")));
        var end = new End(LIMITS);
        end.onMessage = () -> end.reading = false;
        var in = ByteBuffer.wrap(two);
        end.protocol.receive(in);
        assertEquals(List.of("text Hello"), end.log);
        assertEquals(7, in.remaining());
        end.reading = true;
        end.protocol.receive(in);
        assertEquals(List.of("text Hello", "write 8a0121"), end.log);

        var uncompressed = new End(LIMITS.withoutDeflate());
        uncompressed.reading = false;
        uncompressed.receive(Frames.maskedWith0(hex("81 01 21")), Frames.maskedWith0(hex("89 01 21")));
        assertEquals(List.of("text !", "write 8a0121"), uncompressed.log);

        var closed = new End(LIMITS);
        closed.reading = false;
        var last = ByteBuffer.wrap(Frames.concat(Frames.maskedWith0(hex("88 00")), two));
        closed.protocol.receive(last);
        assertEquals(0, last.remaining());
    }

    @Test
    void aReservedBitHasNoOtherMeaning() {
        byte[] hello = hex("c1 07 f2 48 cd c9 c9 07 00");
        assertEquals(List.of(CloseCode.PROTOCOL_ERROR), read(LIMITS.withoutDeflate(), hello));
        assertEquals(List.of(CloseCode.PROTOCOL_ERROR), read(LIMITS, hex("41 03 f2 48 cd"), hex("c0 04 c9 c9 07 00")));
        assertEquals(List.of(CloseCode.PROTOCOL_ERROR), read(LIMITS, hex("c9 00")));
        assertEquals(List.of(CloseCode.PROTOCOL_ERROR), read(LIMITS, hex("a1 00")));
        assertEquals(List.of(CloseCode.PROTOCOL_ERROR), read(LIMITS, hex("91 00")));
    }

    @Test
    void compressedTextMustBeUtf8Too() {
        byte[] wrong = hex("00 02 00 fd ff 61 ff 00");          // blocks without compression
        byte[] half = hex("00 02 00 fd ff 61 c3 00");
        for (byte[] payload : new byte[][] {wrong, half}) {
            assertEquals(List.of(CloseCode.INVALID_DATA), read(LIMITS, Frames.frame(0xc1, payload, false)));
        }
    }

    // ---- what is sent

    @Test
    void aMessageIsCompressedOnceForAll() {
        Message message = Message.text("hello hello hello hello hello");
        Message[] once = Message.deflated(10, message, Message.text("short"));
        assertTrue(once[0].frameLength() < message.frameLength());
        assertSame(once[0], Message.deflated(10, message)[0]);
        assertEquals("short", once[1].toString());
        assertEquals(List.of("hello hello hello hello hello"), read(LIMITS, Frames.frame(once[0])));
        assertSame(once[0], Message.deflated(0, once[0])[0]);                   // never twice
    }

    @Test
    void whatWouldNotBecomeShorterStaysAsItIs() {
        byte[] noise = new byte[1_000];
        new Random(3).nextBytes(noise);
        Message message = Message.binary(ByteBuffer.wrap(noise));
        assertSame(message, Message.deflated(0, message)[0]);
        Message spared = Message.text("a".repeat(1_000)).uncompressed();
        assertSame(spared, Message.deflated(0, spared)[0]);
    }
}
