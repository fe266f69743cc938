package enchufe.engine;

import enchufe.http.HttpException;
import enchufe.websocket.Message;
import enchufe.websocket.WebSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session has to send: its only state that threads share. While the session polls, messages are buffered here, guarded by
 * this object's monitor; once it has a WebSocket, they go directly there.
 */
final class Outbox {
    /** A response to a poll has no more than this, unless one message has: it is a copy of what may wait for others too. */
    static final int RESPONSE_BYTES = 1_000_000;

    private volatile WebSocket socket;      // written once, under the monitor, after everything buffered has gone to it
    private Buffer buffer;                  // null if empty: an idle session holds none
    private volatile boolean closed;        // nothing more is taken; written under the monitor
    private boolean aborted;
    private final Encoding encoding;
    private Exchange hanging;               // the poll that waits for something to send, or null; under the monitor

    /** Messages that wait for a poll. */
    private static final class Buffer {
        final List<Message> messages = new ArrayList<>();
        long heapBytes;

        void add(Message message) {
            messages.add(message);
            heapBytes += message.heapBytes();
        }

        /** {@return how many of the first messages one response may have: at least one} */
        int some() {
            int count = 0;
            for (long bytes = 0; count < messages.size(); count++) {
                bytes += messages.get(count).frameLength();
                if (count > 0 && bytes > RESPONSE_BYTES) {
                    break;
                }
            }
            return count;
        }

        /** Keeps only what follows the first messages. {@return those} */
        List<Message> take(int count) {
            var first = new ArrayList<>(messages.subList(0, count));
            messages.subList(0, count).clear();
            first.forEach(message -> heapBytes -= message.heapBytes());
            return first;
        }
    }

    Outbox(Encoding encoding) {
        this.encoding = encoding;
    }

    Encoding encoding() {
        return encoding;
    }

    /**
     * Takes messages, in order.
     *
     * @return whether a poll hangs and is to be answered now; true once for each poll
     */
    boolean add(Message... messages) {
        if (socket == null) {
            synchronized (this) {
                if (socket == null) {
                    return buffer(messages);
                }
            }
        }
        if (!closed) {
            send(socket, messages);
        }
        return false;
    }

    private boolean buffer(Message... messages) {
        if (closed) {
            return false;
        }
        boolean first = buffer == null;
        if (first) {
            buffer = new Buffer();
        }
        for (Message message : messages) {
            message.retain();
            buffer.add(message);
        }
        return first && hanging != null;
    }

    /**
     * A poll has come.
     *
     * @return whether it has to wait, since there is nothing to answer it with
     */
    synchronized boolean hang(Exchange poll) {
        hanging = poll;
        return buffer == null;
    }

    /** {@return the poll that hangs, or null} */
    synchronized Exchange hanging() {
        return hanging;
    }

    /** {@return whether a poll hangs and there is nothing to answer it with} */
    synchronized boolean isAwaited() {
        return hanging != null && buffer == null;
    }

    /**
     * Answers the poll that hangs with what is buffered, if one does and there is something to send. May be called from any
     * thread: the one that has filled the buffer answers.
     *
     * @param last a packet to add to what was in the buffer, or null
     * @param compression see {@link EngineOptions#httpCompression}
     * @throws RuntimeException if that fails, for want of memory perhaps: then what was buffered is lost. Or an Error
     */
    void answer(Message last, int compression) {
        Exchange poll;
        List<Message> packets;
        synchronized (this) {
            if (hanging == null || buffer == null && last == null) {
                return;
            }
            poll = hanging;
            hanging = null;
            packets = last == null ? takeSome() : takeAll();
        }
        if (last != null) {
            packets.add(last);
        }
        Encoding.Body payload;
        try {
            payload = PollingTransport.payload(poll, encoding, packets, compression);
        } catch (RuntimeException | Error e) {
            poll.refuse(new HttpException(500, "the answer could not be written"));
            throw e;
        }
        poll.respond(200, payload.headers(), payload.bytes());
    }

    /** {@return as much as one response may have; the next poll gets the rest} */
    private List<Message> takeSome() {
        int count = buffer.some();
        if (count == buffer.messages.size()) {
            return takeAll();
        }
        List<Message> some = buffer.take(count);
        some.forEach(Message::release);
        return some;
    }

    private List<Message> takeAll() {
        List<Message> all = buffer == null ? new ArrayList<>(1) : buffer.messages;
        buffer = null;
        all.forEach(Message::release);
        return all;
    }

    /** Moves to a WebSocket: what is buffered goes there first, then, in order, whatever is sent from now on. */
    synchronized void moveTo(WebSocket target) {
        send(target, takeAll().toArray(new Message[0]));
        socket = target;
    }

    private void send(WebSocket target, Message... messages) {
        Message[] packets = encoding.framed(messages);
        WebSocketTransport.debugSending(packets);
        target.send(packets);
    }

    /** Takes no more. */
    synchronized void stop() {
        closed = true;
    }

    /** {@return whether nothing more is taken} */
    boolean isStopped() {
        return closed;
    }

    /** Begins the closing handshake of the WebSocket, if there is one, after what was sent before. */
    void closeSocket() {
        if (socket != null) {
            socket.close(1000, "");
        }
    }

    /** Takes no more and forgets what waits here. */
    synchronized void discard() {
        closed = true;
        takeAll();
    }

    /**
     * Takes no more and forgets what waits here; the connection is to be {@link #cut} then.
     *
     * @return false if it was done before
     */
    boolean abort() {
        synchronized (this) {
            if (aborted) {
                return false;
            }
            aborted = true;
            discard();
        }
        return true;
    }

    /** Cuts the connection: a close frame would wait behind the queue, perhaps for ever. */
    void cut() {
        if (socket != null) {
            socket.abort();
        }
    }

    /** {@return the WebSocket, or null while the session polls} */
    WebSocket socket() {
        return socket;
    }

    boolean isWritable() {
        if (socket != null) {
            return socket.isWritable();
        }
        return isAwaited();
    }

    long queuedBytes() {
        if (socket != null) {
            return socket.queuedBytes();
        }
        synchronized (this) {
            return buffer == null ? 0 : buffer.heapBytes;
        }
    }
}
