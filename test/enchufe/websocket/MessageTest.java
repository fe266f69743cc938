package enchufe.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MessageTest {
    @Test
    void thePayloadIsTheFrameWithoutItsHeader() {
        Message text = Message.text("é".repeat(100));
        assertFalse(text.isBinary());
        assertEquals(200, text.payloadLength());
        assertEquals(204, text.frameLength());
        assertEquals("é".repeat(100), text.toString());
        assertTrue(text.payload().isReadOnly());
        assertEquals(ByteBuffer.wrap(Frames.utf8("é".repeat(100))), text.payload());
    }

    @Test
    void binaryDataIsCopiedAndItsPositionLeftAlone() {
        byte[] bytes = {1, 2, 3, 4};
        ByteBuffer data = ByteBuffer.wrap(bytes, 1, 2);
        Message message = Message.binary(data);
        bytes[1] = 9;
        assertEquals(1, data.position());
        assertTrue(message.isBinary());
        assertEquals(ByteBuffer.wrap(new byte[] {2, 3}), message.payload());
        assertEquals("<2 bytes>", message.toString());
    }

    @Test
    void aFrameIsWrittenInAsManyPartsAsTheTargetNeeds() {
        Message message = Message.text("Hello");
        ByteBuffer target = ByteBuffer.allocate(3);
        assertEquals(3, message.writeFrame(0, target));
        assertArrayEquals(Frames.hex("810548"), target.array());
        assertEquals(3, message.writeFrame(3, target.clear()));
        assertArrayEquals(Frames.hex("656c6c"), target.array());
        assertEquals(1, message.writeFrame(6, target.clear()));
        assertEquals(0, message.writeFrame(7, target));
    }

    @Test
    void aMessageInManyQueuesCountsOnce() {
        long before = Message.queuedInAll();
        Message message = Message.text("Hello");
        message.retain();
        message.retain();
        assertEquals(before + 7 + Message.OBJECT_BYTES, Message.queuedInAll());
        message.release();
        assertEquals(before + 7 + Message.OBJECT_BYTES, Message.queuedInAll());
        message.release();
        assertEquals(before, Message.queuedInAll());
    }

    @Test
    void limitsAreAtLeastOne() {
        assertDoesNotThrow(() -> new WebSocketLimits(1, 1));
        assertThrows(IllegalArgumentException.class, () -> new WebSocketLimits(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new WebSocketLimits(1, 0));
    }
}
