package enchufe.link;

import enchufe.dispatch.InboundBudget;
import enchufe.packet.PacketDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Messages of one client that are kept undecoded, since the events of all clients that wait take too much memory. On the loop,
 * except for {@link #bytes}.
 */
final class HeldBack {
    /** A message as it arrived. */
    record Message(boolean binary, byte[] content) {
        int bytes() {
            return InboundBudget.EVENT_BYTES + content.length;
        }
    }

    private final ArrayDeque<Message> messages = new ArrayDeque<>(4);
    private volatile long bytes;                // written on the loop

    /** Keeps a message. */
    void add(boolean binary, ByteBuffer content) {
        var message = new Message(binary, PacketDecoder.bytes(content));
        messages.add(message);
        bytes += message.bytes();
    }

    /** {@return what is kept, in bytes of the heap} */
    long bytes() {
        return bytes;
    }

    /** {@return the next message, or null} */
    Message next() {
        return messages.peek();
    }

    /** Removes the next message. */
    void remove() {
        bytes -= messages.remove().bytes();
    }
}
