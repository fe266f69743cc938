package enchufe.net;

import enchufe.dispatch.FlushScope;
import enchufe.dispatch.Flushable;
import enchufe.websocket.Message;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * One TCP connection. Its reading side is confined to its loop. Its outbound queue is shared, under its own lock: any thread
 * may queue; whoever ran the batch that queued writes at the batch's end; and only what the socket does not accept is left to
 * the loop, which then waits for {@code OP_WRITE}.
 */
final class Connection implements Loop.Selected, Flushable {
    private static final int MAX_READS = 16;                    // of one connection in a row, then the others have their turn
    private static final int EARLY_FLUSH_BYTES = 64 * 1024;     // written at once: what one batch can pile up is bounded

    private static final byte PAUSED = 1;
    private static final byte GATHERING = 2;

    private volatile Loop loop;
    private final SocketChannel channel;
    private ConnectionHandler handler;          // loop thread
    private Consumer<Connection> owner;         // loop thread
    private SelectionKey key;                   // loop thread
    private byte unread;                        // loop thread: why it is not read, PAUSED and GATHERING; 0 if it is
    private boolean eof;                        // loop thread
    private boolean moved;                      // loop thread: a full socket has taken something since the last look

    private final OutboundQueue queue = new OutboundQueue();    // its monitor guards it and the next two
    private Object enrolledIn;                  // the scope, or the loop, that will flush what is queued now
    private boolean blocked;                    // the socket is full: the loop writes when it has room

    private boolean closed;                     // loop thread

    Connection(Loop loop, SocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
        this.blocked = !channel.isConnected();      // until then it takes nothing
    }

    Loop loop() {
        return loop;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Begins to serve the connection: one takes its first bytes, another is called after the handler has learned of its end. */
    void start(ConnectionHandler first, Consumer<Connection> whose) throws IOException {
        assert loop.inLoop();
        handler = first;
        owner = whose;
        key = loop.register(channel, channel.isConnected() ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
    }

    /** {@return what is called at the end, as given at the start} */
    Consumer<Connection> owner() {
        return owner;
    }

    /** Goes over to another loop, where an action is run unless the connection is closed before. No bytes are given again. */
    void moveTo(Loop next, Runnable arrived) {
        assert loop.inLoop();
        loop.execute(() -> {                    // once the handler that asked for it has returned
            if (!closed) {
                key.cancel();
                loop = next;
                next.execute(() -> arrive(arrived));
            }
        });
    }

    private void arrive(Runnable arrived) {
        if (closed) {
            return;
        }
        try {
            key = loop.register(channel, 0, this);
        } catch (IOException e) {
            close();
            return;
        }
        updateInterest();
        arrived.run();
    }

    ConnectionHandler handler() {
        assert loop.inLoop();
        return handler;
    }

    /** Lets another handler take over; the bytes that the old one has not used are for it to pass on. */
    void handler(ConnectionHandler next) {
        assert loop.inLoop();
        handler = next;
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            if (!ready.isValid()) {
                return;
            }
            if (ready.isConnectable()) {
                channel.finishConnect();
                onWritable();
                return;
            }
            if (ready.isWritable()) {
                onWritable();
            }
            if (!closed && ready.isReadable()) {
                read();
            }
        } catch (IOException e) {
            close();                                // reset by the peer, or the like: the handler learns that it is over
        }
    }

    private void read() throws IOException {
        for (int i = 0; i < MAX_READS && unread == 0 && !closed; i++) {
            ByteBuffer in = loop.readBuffer();
            int count = channel.read(in);
            if (count < 0) {
                eof = true;
                updateInterest();                   // a channel at its end is always readable: do not ask again
                handler.onReadEnd();
                handler.onEof();
                return;
            }
            if (count == 0) {
                break;
            }
            handler.onBytes(in.flip());
            if (count < in.capacity()) {
                break;                              // the socket is empty, in all likelihood: save the call that would say so
            }
        }
        if (!closed) {
            handler.onReadEnd();
        }
    }

    /** Stops or resumes reading: backpressure. */
    void reading(boolean on) {
        assert loop.inLoop();
        read(on, PAUSED);
    }

    /** Whether to read more of what is not complete: on top of {@link #reading}. */
    void gathering(boolean on) {
        assert loop.inLoop();
        read(on, GATHERING);
    }

    private void read(boolean on, byte reason) {
        unread = (byte) (on ? unread & ~reason : unread | reason);
        updateInterest();
    }

    private void updateInterest() {
        if (!loop.inLoop()) {
            loop.execute(this::updateInterest);     // the connection has moved meanwhile
            return;
        }
        if (key == null || !key.isValid() || !channel.isConnected()) {
            return;
        }
        boolean write;
        synchronized (queue) {
            write = blocked;
        }
        key.interestOps((unread == 0 && !eof ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0));
    }

    // ---- the outbound side: any thread

    /** Queues messages, one behind the other; they are written at the end of the calling thread's batch. */
    void send(Message... messages) {
        synchronized (queue) {
            if (queue.add(messages)) {
                queued();
            }
        }
    }

    /** Queues plain bytes; the array is the connection's from now on. */
    void send(byte[] bytes) {
        synchronized (queue) {
            if (queue.add(bytes)) {
                queued();
            }
        }
    }

    /** Queues the last bytes: whatever is sent after this call is dropped. */
    void sendLast(byte[] bytes) {
        synchronized (queue) {
            if (queue.addLast(bytes)) {
                queued();
            }
        }
    }

    /** From now on whatever is sent is dropped, but for the {@link #sendLast last} bytes. */
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
            enrolledIn = FlushScope.enroll(this, enrolledIn, loop);
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
                blocked = !queue.writeTo(channel);
                if (queue.isFinishing() && !blocked) {
                    channel.shutdownOutput();
                }
            } catch (IOException e) {
                giveUp();
                return;
            }
            if (blocked) {
                loop.execute(this::updateInterest);
            }
        }
    }

    private void onWritable() {
        boolean drained;
        synchronized (queue) {
            long before = queue.bytes();
            blocked = false;
            flush();
            drained = !blocked;
            moved |= drained || queue.bytes() < before;
        }
        if (drained) {
            updateInterest();
            if (!closed) {
                handler.onDrained();
            }
        }
    }

    private void giveUp() {
        queue.breakOff();
        loop.execute(this::close);
    }

    /** {@return whether the socket has taken everything so far} */
    boolean isWritable() {
        synchronized (queue) {
            return !blocked && !queue.isBroken();
        }
    }

    /** {@return whether a full socket has taken anything since the last call; on the loop} */
    boolean hasMoved() {
        boolean was = moved;
        moved = false;
        return was;
    }

    /** {@return how many bytes wait} */
    long queuedBytes() {
        return queue.bytes();
    }

    /** Sends what is queued, then a FIN; what is queued after this call is dropped. Reading goes on. */
    void finish() {
        synchronized (queue) {
            if (queue.finish()) {
                flush();
            }
        }
    }

    /** Closes the connection with a reset: what is on its way is lost, and the peer's next write fails. On the loop. */
    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);  // the JDK heeds a 0 on non-blocking channels too
        } catch (IOException e) {
            // It has been closed already, or is broken.
        }
        close();
    }

    /** Closes the connection at once; what is queued is lost. */
    void close() {
        if (!loop.inLoop()) {
            loop.execute(this::close);
            return;
        }
        if (closed) {
            return;
        }
        closed = true;
        synchronized (queue) {
            queue.breakOff();
        }
        try {
            channel.close();
        } catch (IOException e) {
            // A socket that fails to close is closed all the same.
        }
        try {
            handler.onClosed();
        } finally {
            owner.accept(this);
        }
    }

    /** {@return whether the peer has closed its end; on the loop} */
    boolean isAtEnd() {
        return eof;
    }

    /** {@return whether the connection is gone; on the loop} */
    boolean isClosed() {
        return closed;
    }
}
