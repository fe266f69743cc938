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
 * One TCP connection. Its reading side is confined to its loop. Its outbound queue is shared, under its own lock: any thread may
 * queue; the thread that ran the batch which queued writes at the batch's end; only what the socket does not accept is left to
 * the loop, which then waits for {@code OP_WRITE}.
 */
final class Connection implements Loop.Selected, Flushable {
    private static final int MAX_READS = 16;                    // of one connection in a row; then the others have their turn
    private static final int EARLY_FLUSH_BYTES = 64 * 1024;     // written at once, so that one batch cannot queue much more

    private static final byte PAUSED = 1;
    private static final byte GATHERING = 2;

    private volatile Loop loop;
    private final SocketChannel channel;
    private ConnectionHandler handler;          // loop thread
    private Consumer<Connection> owner;         // loop thread
    private SelectionKey key;                   // loop thread
    private byte unread;                        // loop thread: why it is not read, PAUSED and GATHERING; 0 if it is
    private boolean eof;                        // loop thread
    private boolean moved;                      // loop thread: a full socket has taken something since hasMoved()

    private final OutboundQueue queue = new OutboundQueue();    // its monitor guards it and the next two
    private Object enrolledIn;                  // the scope, or the loop, that will flush what is queued now
    private boolean blocked;                    // the socket is full: the loop writes when it has room

    private boolean closed;                     // loop thread

    Connection(Loop loop, SocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
        this.blocked = !channel.isConnected();      // until then nothing can be written
    }

    Loop loop() {
        return loop;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Begins to serve the connection: a handler takes its bytes, and an owner is called at its end, after the handler. */
    void start(ConnectionHandler firstHandler, Consumer<Connection> itsOwner) throws IOException {
        assert loop.inLoop();
        handler = firstHandler;
        owner = itsOwner;
        key = loop.register(channel, channel.isConnected() ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
    }

    /** {@return what is called at the end} */
    Consumer<Connection> owner() {
        return owner;
    }

    /**
     * Moves to another loop, and runs an action there, unless the connection is closed before. Bytes that were delivered are not
     * delivered again.
     */
    void moveTo(Loop next, Runnable arrived) {
        assert loop.inLoop();
        loop.execute(() -> {                    // after the handler that asked for it has returned
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

    /** Replaces the handler. If the old one has bytes left, it passes them to the new one. */
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
            close();                                // reset by the peer, for instance: the handler is told of the end
        }
    }

    private void read() throws IOException {
        for (int i = 0; i < MAX_READS && unread == 0 && !closed; i++) {
            ByteBuffer in = loop.readBuffer();
            int count = channel.read(in);
            if (count < 0) {
                eof = true;
                updateInterest();                   // a channel at its end is always readable: do not select it again
                handler.onReadEnd();
                handler.onEof();
                return;
            }
            if (count == 0) {
                break;
            }
            handler.onBytes(in.flip());
            if (count < in.capacity()) {
                break;                              // the socket is probably empty: this saves the call that would tell
            }
        }
        if (!closed) {
            handler.onReadEnd();
        }
    }

    /** Stops or resumes reading, for backpressure. */
    void reading(boolean on) {
        assert loop.inLoop();
        read(on, PAUSED);
    }

    /** Stops or resumes reading more of something incomplete. Bytes are read if both this and {@link #reading} allow it. */
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

    /** Queues messages, in order; they are written at the end of the calling thread's batch. */
    void send(Message... messages) {
        synchronized (queue) {
            if (queue.add(messages)) {
                queued();
            }
        }
    }

    /** Queues plain bytes; the array must not be changed afterwards. */
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

    /** {@return how many bytes are queued} */
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
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);  // the JDK obeys a 0 on non-blocking channels too
        } catch (IOException e) {
            // The connection is closed already, or broken.
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
            // The socket is closed nevertheless.
        }
        try {
            handler.onClosed();
        } finally {
            owner.accept(this);
        }
    }

    /** {@return whether the peer has sent its FIN; on the loop} */
    boolean isAtEnd() {
        return eof;
    }

    /** {@return whether the connection is gone; on the loop} */
    boolean isClosed() {
        return closed;
    }
}
