package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Soon;
import enchufe.websocket.Message;
import enchufe.websocket.OutboundBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
    private final OutboundQueue queue = new OutboundQueue();
    private final long before = Message.queuedInAll();

    @AfterEach
    void clear() {
        queue.breakOff();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] fill() {
        queue.add(ascii("abc"));
        queue.add(Message.text("hello"));
        queue.add(new byte[0]);
        queue.add(Message.text(""));
        queue.add(ascii("z"));
        return new byte[] {'a', 'b', 'c', (byte) 0x81, 5, 'h', 'e', 'l', 'l', 'o', (byte) 0x81, 0, 'z'};
    }

    /** {@return how many of the pieces are left when so many bytes are written; those without bytes go with the one before} */
    private static long piecesAfter(int written) {
        return IntStream.of(3, 10, 10, 12, 13).filter(end -> written < end).count();
    }

    private byte[] copy(int atMost) {
        var target = ByteBuffer.allocate(atMost);
        queue.copyTo(target);
        byte[] copy = new byte[target.flip().remaining()];
        target.get(copy);
        return copy;
    }

    @Test
    void piecesAreGatheredInOrder() {
        byte[] all = fill();
        assertArrayEquals(all, copy(100));
        assertEquals(all.length + 5 * Message.OBJECT_BYTES, queue.bytes());
        assertArrayEquals(all, copy(100), "copying removes nothing");
        queue.remove(all.length);
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.bytes());
    }

    @Test
    void aWriteMayStopAtAnyByteAndTakeAnySize() {
        for (int first = 0; first <= 13; first++) {
            for (int size = 1; size <= 13; size++) {
                byte[] all = fill();
                var written = new ByteArrayOutputStream();
                written.writeBytes(copy(first));
                queue.remove(first);
                while (!queue.isEmpty()) {
                    assertEquals(all.length - written.size() + piecesAfter(written.size()) * Message.OBJECT_BYTES, queue.bytes());
                    byte[] next = copy(size);
                    written.writeBytes(next);
                    queue.remove(next.length);
                }
                assertArrayEquals(all, written.toByteArray(), "first " + first + ", then " + size);
                assertEquals(0, queue.bytes());
            }
        }
        assertEquals(before, Message.queuedInAll());
    }

    @Test
    void aMessageIsHeldUntilItsLastByteIsWritten() {
        var message = Message.text("hello");
        queue.add(message);
        assertEquals(before + 7 + Message.OBJECT_BYTES, Message.queuedInAll());
        queue.remove(6);
        assertEquals(before + 7 + Message.OBJECT_BYTES, Message.queuedInAll());
        queue.remove(1);
        assertEquals(before, Message.queuedInAll());
    }

    @Test
    void aSharedMessageCountsOnceUntilTheLastQueueHasWrittenIt() {
        var other = new OutboundQueue();
        var message = Message.text("hello");
        queue.add(message);
        queue.add(message);
        other.add(message);
        assertEquals(14 + 2 * Message.OBJECT_BYTES, queue.bytes());
        assertEquals(before + 7 + Message.OBJECT_BYTES, Message.queuedInAll());
        queue.remove(14);
        assertEquals(before + 7 + Message.OBJECT_BYTES, Message.queuedInAll());
        other.remove(7);
        assertEquals(before, Message.queuedInAll());
    }

    @Test
    void bytesCountUntilTheirLastOneIsWritten() {
        long inAll = OutboundBudget.queuedInAll();
        queue.add(ascii("hello"));
        queue.add(ascii("you"));
        queue.remove(4);
        assertEquals(4 + 2 * Message.OBJECT_BYTES, queue.plainBytes());
        assertEquals(inAll + 8 + 2 * Message.OBJECT_BYTES, OutboundBudget.queuedInAll());
        queue.remove(1);
        assertEquals(inAll + 3 + Message.OBJECT_BYTES, OutboundBudget.queuedInAll());
        queue.addLast(ascii("bye"));
        queue.breakOff();
        assertEquals(0, queue.plainBytes());
        assertEquals(inAll, OutboundBudget.queuedInAll());
        assertEquals(before, Message.queuedInAll());
    }

    @Test
    void aConnectionForMessagesHasNoPlainBytes() {
        queue.add(ascii("101"));
        queue.add(Message.text("hello"));
        assertEquals(0, queue.plainBytes());
        assertEquals(10 + 2 * Message.OBJECT_BYTES, queue.bytes());
    }

    @Test
    void aBrokenQueueHoldsAndTakesNothing() {
        fill();
        queue.remove(5);                        // in the middle of a message
        queue.breakOff();
        assertHoldsAndTakesNothing();
        assertFalse(queue.finish());
        assertTrue(queue.isBroken());
        assertHoldsAndTakesNothing();
    }

    private void assertHoldsAndTakesNothing() {
        assertFalse(queue.add(Message.text("")));
        assertFalse(queue.add(new byte[1]));
        assertFalse(queue.addLast(new byte[1]));
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.bytes());
        assertEquals(before, Message.queuedInAll());
    }

    @Test
    void aSealedQueueTakesTheLastBytesOnly() {
        assertTrue(queue.add(ascii("a")));
        queue.seal();
        assertFalse(queue.add(Message.text("b")));
        assertFalse(queue.add(ascii("c")));
        assertTrue(queue.addLast(ascii("d")));
        assertTrue(queue.finish());
        assertTrue(queue.isFinishing());
        queue.seal();                           // there is no way back
        assertFalse(queue.finish());
        assertFalse(queue.addLast(ascii("e")));
        assertArrayEquals(ascii("ad"), copy(100));
        assertEquals(before, Message.queuedInAll());
    }

    @Test
    void buffersThatACrowdOfThreadsHasNeededAreNotKept() throws InterruptedException {
        int crowd = 2 * WriteBuffers.MOST;
        var writing = new CountDownLatch(crowd);
        var release = new CountDownLatch(1);
        var ended = new CountDownLatch(crowd);
        for (int i = 0; i < crowd; i++) {
            new Thread(() -> {
                var own = new OutboundQueue();
                own.add(ascii("x"));
                try {
                    own.writeTo(new SlowChannel(writing, release), null);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                ended.countDown();
            }).start();
        }
        Soon.await(writing);
        assertTrue(WriteBuffers.count() >= crowd);
        release.countDown();
        Soon.await(ended);
        assertTrue(WriteBuffers.count() <= WriteBuffers.MOST, () -> WriteBuffers.count() + " buffers");
    }

    private record SlowChannel(CountDownLatch writing, CountDownLatch release) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) {
            writing.countDown();
            Soon.await(release);
            int count = source.remaining();
            source.position(source.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
