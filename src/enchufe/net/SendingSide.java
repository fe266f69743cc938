package enchufe.net;

import enchufe.dispatch.FlushScope;
import enchufe.dispatch.Flushable;
import enchufe.websocket.Message;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * The sending side of a {@link Connection}. Its queue is shared, under its own lock: any thread may queue; the thread that ran the
 * batch which queued writes at the batch's end; only what the socket does not accept is left to the loop, which then waits for
 * {@code OP_WRITE}.
 */
abstract class SendingSide implements Flushable {
    private static final int EARLY_FLUSH_BYTES = 64 * 1024;     // written at once, so that one batch cannot queue much more

    final OutboundQueue queue = new OutboundQueue();            // its monitor guards it and the next two
    private Object enrolledIn;                  // the scope, or the loop, that will flush what is queued now
    boolean blocked;                            // the socket is full: the loop writes when it has room
    Tap tap;                                    // set before the start; null if nobody observes the port

    abstract Loop loop();

    abstract SocketChannel channel();

    /** Makes the loop wait for what this connection waits for now. */
    abstract void updateInterest();

    /** Closes the connection at once; what is queued is lost. */
    abstract void close();

    /** Queues messages, in order; they are written at the end of the calling thread's batch. */
    void send(Message... messages) {
        synchronized (queue) {
            if (queue.add(messages)) {
                queued();
            }
        }
    }

    /** Queues plain bytes, in order; the arrays must not be changed afterwards. */
    void send(byte[]... bytes) {
        synchronized (queue) {
            if (queue.add(bytes)) {
                queued();
            }
        }
        loop().outbound.checkAll();
    }

    /** Queues the last bytes: whatever is sent after this call is dropped. */
    void sendLast(byte[] bytes) {
        synchronized (queue) {
            if (queue.addLast(bytes)) {
                queued();
            }
        }
        loop().outbound.checkAll();
    }

    /** Drops whatever is sent from now on, except the {@link #sendLast last} bytes. */
    void seal() {
        synchronized (queue) {
            queue.seal();
        }
    }

    private void queued() {
        if (blocked) {
            return;                                 // the loop writes as soon as there is room
        }
        if (queue.bytes() >= EARLY_FLUSH_BYTES) {
            flush();
        } else {
            enrolledIn = FlushScope.enroll(this, enrolledIn, loop());
        }
    }

    @Override
    public void flush() {
        synchronized (queue) {
            enrolledIn = null;
            if (blocked || queue.isBroken()) {
                return;
            }
            try {
                blocked = !transmit();
                if (queue.isFinishing() && !blocked) {
                    channel().shutdownOutput();
                }
            } catch (IOException e) {
                giveUp();
                return;
            }
            if (blocked) {
                loop().execute(this::updateInterest);
            }
        }
    }

    /** Writes what is queued, under the queue's monitor. {@return whether the socket has taken everything} */
    boolean transmit() throws IOException {
        return queue.writeTo(channel(), tap);
    }

    /** {@return whether a socket with room is all that is missing; under the queue's monitor} */
    boolean canWrite() {
        return true;
    }

    private void giveUp() {
        queue.breakOff();
        loop().execute(this::close);
    }

    /** Drops what is queued, at once, and whatever is sent from now on: the connection is to be closed then. For any thread. */
    void discard() {
        synchronized (queue) {
            queue.breakOff();
        }
    }

    /** {@return whether the socket has taken everything so far} */
    boolean isWritable() {
        synchronized (queue) {
            return !blocked && !queue.isBroken();
        }
    }

    /** {@return how many bytes are queued} */
    long queuedBytes() {
        return queue.bytes();
    }

    /** {@return how many bytes are queued of what is HTTP's, and no message's} */
    long plainBytes() {
        if (queue.bytes() == 0) {
            return 0;
        }
        synchronized (queue) {
            return queue.plainBytes();
        }
    }

    /** Sends what is queued, then a FIN; what is queued after this call is dropped. Reading goes on. */
    void finish() {
        synchronized (queue) {
            if (queue.finish()) {
                flush();
            }
        }
    }
}
