package enchufe.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.websocket.FrameHeader.Opcode;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the examples of RFC 6455 §5.7. */
class FrameWriterTest {
    @Test
    void textIsNotMasked() {
        assertEquals("810548656c6c6f", Frames.hex(Frames.frame(Message.text("Hello"))));
    }

    @Test
    void aPingCarriesItsPayload() {
        byte[] hello = Frames.utf8("Hello");
        assertEquals("890548656c6c6f", Frames.hex(FrameWriter.control(Opcode.PING, hello)));
    }

    @Test
    void binaryOf256BytesHasA16BitLength() {
        assertEquals("827e0100", Frames.hex(Frames.frame(Message.binary(ByteBuffer.allocate(256)))).substring(0, 8));
    }

    @Test
    void binaryOf64KibibytesHasA64BitLength() {
        assertEquals("827f0000000000010000",
                Frames.hex(Frames.frame(Message.binary(ByteBuffer.allocate(65_536)))).substring(0, 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 100_000})
    void everyLengthIsEncodedInTheFewestBytes(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        Message message = Message.binary(ByteBuffer.wrap(payload));
        assertArrayEquals(Frames.frame(0x82, payload, false), Frames.frame(message));
    }

    @Test
    void aCloseFrameHasACodeAndAReasonOrNeither() {
        assertEquals("880403e86f6b", Frames.hex(FrameWriter.close(1000, "ok")));
        assertEquals("88021387", Frames.hex(FrameWriter.close(4999, "")));
        assertEquals("8800", Frames.hex(FrameWriter.close(CloseCode.NO_STATUS, "")));
    }

    @ParameterizedTest
    @CsvSource({"a\uD83D, 61efbfbd", "\uDE00b, efbfbd62", "\uD83D\uD83D\uDE00, efbfbdf09f9880", "\uDE00\uD83D, efbfbdefbfbd",
        "é€😀?, c3a9e282acf09f98803f"})
    void loneSurrogatesBecomeReplacementCharacters(String text, String hex) {
        assertEquals(hex, Frames.hex(FrameWriter.utf8(text)));
    }

    @Test
    void aMessageOfEncodedTextTakesAPrefix() {
        assertEquals("8103344142", Frames.hex(Frames.frame(Message.text('4', Frames.utf8("xABx"), 1, 3))));
        assertEquals("81024142", Frames.hex(Frames.frame(Message.text(-1, Frames.utf8("xABx"), 1, 3))));
    }
}
