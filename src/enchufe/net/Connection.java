package enchufe.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** One TCP connection. What is here is confined to its loop, except for the {@link SendingSide}. */
class Connection extends SendingSide implements Loop.Selected {
    private static final int MAX_READS = 16;                    // of one connection in a row; then the others have their turn
    private static final byte PAUSED = 1;
    private static final byte GATHERING = 2;
    static final byte HANDSHAKING = 4;
    private static final byte AT_END = 8;                       // a channel at its end is always readable: it is not selected again

    private volatile Loop loop;
    private final SocketChannel channel;
    private ConnectionHandler handler;          // loop thread
    private Consumer<Connection> owner;         // loop thread
    private SelectionKey key;                   // loop thread
    private byte unread;                        // loop thread: why it is not read, PAUSED and so on; 0 if it is
    private boolean moved;                      // loop thread: a full socket has taken something since hasMoved()
    private boolean closed;                     // loop thread

    Connection(Loop loop, SocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
        blocked = !channel.isConnected();           // until then nothing can be written
    }

    @Override
    final Loop loop() {
        return loop;
    }

    @Override
    final SocketChannel channel() {
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

    void read() throws IOException {
        for (int i = 0; i < MAX_READS && unread == 0 && !closed; i++) {
            ByteBuffer in = loop.readBuffer();
            int count = receive(in);
            if (count < 0) {
                read(false, AT_END);
                handler.onReadEnd();
                handler.onEof();
                return;
            }
            if (count == 0) {
                break;
            }
            handler.onBytes(Tap.received(tap, in.flip()));
            if (isDrained(count, in)) {
                break;                              // this saves the call that would tell
            }
        }
        if (!closed) {
            handler.onReadEnd();
        }
    }

    /** Reads without having been told that the socket has something. */
    final void readNow() {
        try {
            if (!closed && unread == 0) {
                read();
            }
        } catch (IOException e) {
            close();
        } catch (RuntimeException | Error e) {
            close();                                // nobody knows how much of its input it has handled
            throw e;
        }
    }

    /** Reads once. {@return how many bytes have come; -1 if the peer sends nothing more} */
    int receive(ByteBuffer in) throws IOException {
        return channel.read(in);
    }

    /** {@return whether the socket is probably empty} */
    boolean isDrained(int count, ByteBuffer in) {
        return count < in.capacity();
    }

    /** Stops or resumes reading, for backpressure. */
    void reading(boolean on) {
        assert loop.inLoop();
        read(on, PAUSED);
    }

    /** {@return whether reading has not been stopped for backpressure} */
    boolean isReading() {
        assert loop.inLoop();
        return (unread & PAUSED) == 0;
    }

    /** Stops or resumes reading more of something incomplete. Bytes are read if both this and {@link #reading} allow it. */
    void gathering(boolean on) {
        assert loop.inLoop();
        read(on, GATHERING);
    }

    final void read(boolean on, byte reason) {
        unread = (byte) (on ? unread & ~reason : unread | reason);
        updateInterest();
    }

    @Override
    final void updateInterest() {
        if (!loop.inLoop()) {
            loop.execute(this::updateInterest);     // the connection has moved meanwhile
            return;
        }
        if (key == null || !key.isValid() || !channel.isConnected()) {
            return;
        }
        boolean write;
        synchronized (queue) {
            write = blocked && canWrite();
        }
        boolean read = unread == 0;
        key.interestOps((read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0));
        if (read) {
            readKept();
        }
    }

    /** Reads what the socket does not have any more, if there is such a thing. */
    void readKept() {}

    /** The socket has room again. */
    void onWritable() {
        boolean drained;
        synchronized (queue) {
            long before = queuedBytes();
            blocked = false;
            flush();
            drained = !blocked;
            moved |= drained || queuedBytes() < before;
        }
        if (drained) {
            updateInterest();
            if (!closed) {
                handler.onDrained();
            }
        }
    }

    /** {@return whether a full socket has taken anything since the last call; on the loop} */
    boolean hasMoved() {
        boolean was = moved;
        moved = false;
        return was;
    }

    // ---- the end

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
    @Override
    final void close() {
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
            ended();
            handler.onClosed();
        } finally {
            owner.accept(this);
        }
    }

    /** The connection is closed; on the loop. */
    void ended() {}

    /** {@return whether the peer has sent its FIN; on the loop} */
    boolean isAtEnd() {
        return (unread & AT_END) != 0;
    }

    /** {@return whether the connection is gone; on the loop} */
    boolean isClosed() {
        return closed;
    }
}
