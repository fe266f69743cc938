package enchufe.net;

import enchufe.websocket.Message;
import enchufe.websocket.OutboundBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;

/**
 * What waits to be written to one connection, in order: framed messages, shared with other connections where a broadcast put
 * them, and plain bytes. Small pieces are gathered into one buffer, and so into one system call. Not thread-safe: the
 * connection guards it with this object's monitor.
 *
 * <pre>
 *   OPEN ──────── seal ──▶ SEALED ─────── finish ──▶ FINISHING ──── breakOff ──▶ BROKEN
 *   takes everything       takes the last bytes      takes nothing; the output   takes nothing, holds nothing
 *                                                    is shut down after the rest
 * </pre>
 *
 * Stages may be skipped; there is no way back.
 */
final class OutboundQueue {
    private enum Stage { OPEN, SEALED, FINISHING, BROKEN }

    private static final ArrayDeque<Object> NOTHING = new ArrayDeque<>(0);

    private ArrayDeque<Object> pieces = NOTHING;    // Messages and byte[]: on most connections nothing waits
    private int written;                            // of the first one
    private volatile long bytes;                    // of the heap; written under the monitor, read by any thread
    private Stage stage = Stage.OPEN;

    /** Adds messages, in order. {@return false if the queue does not take them} */
    boolean add(Message... messages) {
        if (stage != Stage.OPEN) {
            return false;
        }
        for (Message message : messages) {
            message.retain();
            add(message, message.frameLength());
        }
        return true;
    }

    /** Adds bytes, in order. {@return false if the queue does not take them} */
    boolean add(byte[]... arrays) {
        if (stage != Stage.OPEN) {
            return false;
        }
        for (byte[] plain : arrays) {
            addPlain(plain);
        }
        return true;
    }

    /** Adds the last bytes. {@return false if the queue does not take them} */
    boolean addLast(byte[] plain) {
        seal();
        if (stage != Stage.SEALED) {
            return false;
        }
        addPlain(plain);
        return true;
    }

    /** Takes no more, except for the last bytes. */
    void seal() {
        if (stage == Stage.OPEN) {
            stage = Stage.SEALED;
        }
    }

    /** Takes no more, not even last bytes. {@return false if that has been said before} */
    boolean finish() {
        if (stage == Stage.FINISHING || stage == Stage.BROKEN) {
            return false;
        }
        stage = Stage.FINISHING;
        return true;
    }

    boolean isFinishing() {
        return stage == Stage.FINISHING;
    }

    /** Takes no more and forgets everything: nothing can be written. */
    void breakOff() {
        stage = Stage.BROKEN;
        clear();
    }

    boolean isBroken() {
        return stage == Stage.BROKEN;
    }

    /** Adds bytes, which count in what waits for all clients, as messages do. */
    private void addPlain(byte[] plain) {
        OutboundBudget.queued(heapBytes(plain));
        add(plain, plain.length);
    }

    private static int heapBytes(byte[] plain) {
        return plain.length + Message.OBJECT_BYTES;
    }

    private void add(Object piece, int length) {
        if (pieces == NOTHING) {
            pieces = new ArrayDeque<>(4);
        }
        pieces.add(piece);
        bytes += length + Message.OBJECT_BYTES;
    }

    /** {@return about how many bytes of the heap wait; for any thread} */
    long bytes() {
        return bytes;
    }

    /** {@return those bytes, unless messages wait: a connection has either} */
    long plainBytes() {
        return pieces.peekLast() instanceof byte[] ? bytes : 0;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Writes, and forgets, as much as a channel takes; a tap sees it, if there is one. {@return whether that was everything} */
    boolean writeTo(WritableByteChannel channel, Tap tap) throws IOException {
        if (isEmpty()) {
            return true;
        }
        ByteBuffer out = WriteBuffers.take();
        try {
            do {
                copyTo(out.clear());
                int count = channel.write(out.flip());
                if (tap != null) {
                    tap.sent(out, count);
                }
                remove(count);
            } while (!isEmpty() && !out.hasRemaining());
            return !out.hasRemaining();
        } finally {
            WriteBuffers.giveBack(out);
        }
    }

    /** Copies as much as fits, without removing it. */
    void copyTo(ByteBuffer target) {
        int from = written;
        for (Object piece : pieces) {
            if (!target.hasRemaining()) {
                return;
            }
            copy(piece, from, target);
            from = 0;
        }
    }

    private static void copy(Object piece, int from, ByteBuffer target) {
        if (piece instanceof Message message) {
            message.writeFrame(from, target);
        } else {
            byte[] plain = (byte[]) piece;
            target.put(plain, from, Math.min(plain.length - from, target.remaining()));
        }
    }

    /** Forgets the first bytes: they have been written. */
    void remove(int count) {
        bytes -= count;
        written += count;
        for (Object first = pieces.peek(); first != null && written >= length(first); first = pieces.peek()) {
            written -= length(first);
            release(pieces.poll());
            bytes -= Message.OBJECT_BYTES;
        }
        if (pieces.isEmpty()) {
            pieces = NOTHING;
        }
    }

    private void clear() {
        pieces.forEach(OutboundQueue::release);
        pieces = NOTHING;
        written = 0;
        bytes = 0;
    }

    private static int length(Object piece) {
        return piece instanceof Message message ? message.frameLength() : ((byte[]) piece).length;
    }

    private static void release(Object piece) {
        if (piece instanceof Message message) {
            message.release();
        } else {
            OutboundBudget.queued(-heapBytes((byte[]) piece));
        }
    }
}
