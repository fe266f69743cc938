package enchufe.engine;

import enchufe.http.Headers;
import enchufe.log.Debug;
import enchufe.websocket.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The long-polling side of one session ("HTTP long-polling"). Confined to the session's loop, except where a method says otherwise.
 */
final class PollingTransport {
    private static final Debug DEBUG = Debug.of("engine:polling");
    private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);
    // As Node: text/plain makes some browsers offer a download.
    private static final Headers OK_HEADERS = Encoding.headers("text/html");

    private final EngineSession session;
    private final Outbox outbox;
    private final AtomicReference<Exchange> posting = new AtomicReference<>();      // the POST under way; for any thread
    private Exchange held;                  // the POST that is answered when reading is resumed, or null

    PollingTransport(EngineSession session, Outbox outbox) {
        this.session = session;
        this.outbox = outbox;
    }

    /**
     * {@return the answer to a poll}
     *
     * @param compression see {@link EngineOptions#httpCompression}
     */
    static Encoding.Body payload(Exchange poll, Encoding encoding, List<Message> packets, int compression) {
        Encoding.Body payload = encoding.write(packets);
        debug("writing", payload.bytes());
        boolean mayBeCompressed = compression >= 0 && packets.stream().anyMatch(Message::mayBeCompressed);
        return mayBeCompressed ? HttpCompression.apply(payload, compression, poll.head()) : payload;
    }

    private static void debug(String what, byte[] payload) {
        if (DEBUG.on()) {
            DEBUG.log(what, new String(payload, StandardCharsets.UTF_8));
        }
    }

    /** {@return whether a poll hangs and there is nothing to answer it with} */
    boolean isIdle() {
        return outbox.isAwaited();
    }

    /** A GET has come: it is answered now, or hangs until there is something to answer. */
    void poll(Exchange request) {
        if (outbox.hanging() != null) {
            // "a client MUST NOT have more than one active GET request": 400, and the session is closed.
            session.end(CloseReason.TRANSPORT_ERROR);
            request.refuse(EngineError.BAD_REQUEST.refusal());
            return;
        }
        if (isOver(request)) {
            return;
        }
        if (!outbox.hang(request)) {
            flush();
        } else if (session.isClosing()) {
            session.end(CloseReason.FORCED_CLOSE);
        } else if (session.upgrade() != null && session.upgrade().isProbed()) {
            answer(EnginePacket.NOOP_PACKET);
        } else {
            tellWritable();
        }
    }

    private void tellWritable() {
        try {
            session.drained();
        } catch (RuntimeException | Error e) {
            session.abandon("its listener failed", e);
        }
    }

    // Between a request's arrival and its turn on the loop, the session may have ended or moved.
    private boolean isOver(Exchange request) {
        if (session.isOver()) {
            request.refuse(EngineError.UNKNOWN_SID.refusal());
            return true;
        }
        if (session.transport() == Transport.WEBSOCKET) {
            request.refuse(EngineError.BAD_REQUEST.refusal());
            return true;
        }
        return false;
    }

    /**
     * A POST has come, its body has not. Called on any thread.
     *
     * @return false if another one is under way
     */
    boolean beginPost(Exchange request) {
        return posting.compareAndSet(null, request);
    }

    /**
     * The POST is over, before its body has come or after its packets have been received. Called on any thread.
     *
     * @return false if it was over before
     */
    boolean endPost(Exchange request) {
        return posting.compareAndSet(request, null);
    }

    static String contentType(Exchange request) {
        return request.head().headers().first("Content-Type");
    }

    /** The body of a POST has come. */
    void post(byte[] payload, Exchange request) {
        if (isOver(request)) {
            endPost(request);
            return;
        }
        debug("received", payload);
        try {
            boolean octets = Encoding.OCTETS.equals(contentType(request));
            session.encoding().read(payload, octets, text -> Incoming.text(session, text), data -> Incoming.binary(session, data));
            if (!session.isOver()) {
                session.listener().onReadEnd();
            }
            held = request;
            if (session.isReading() || session.isOver()) {
                resume();
            }
        } catch (EngineException broken) {
            endPost(request);
            session.fail(broken);
            request.refuse(EngineError.BAD_REQUEST.refusal());
        } catch (RuntimeException | Error e) {
            endPost(request);
            session.abandon("its listener failed", e);
            request.refuse(EngineError.BAD_REQUEST.refusal());
        }
    }

    /** Answers the POST that is held, if there is one: the client may send the next. */
    void resume() {
        if (held != null) {
            Exchange request = held;
            held = null;
            endPost(request);
            request.respond(200, OK_HEADERS, OK);
        }
    }

    /** Answers the poll that hangs, if one does and there is something to send. May be called from any thread. */
    void flush() {
        answer(null);
    }

    /** Answers the poll that hangs, if one does, with what waits to be sent and then a last packet, unless that is null. */
    void answer(Message last) {
        try {
            outbox.answer(last, session.options().httpCompression());
        } catch (RuntimeException | Error e) {
            session.loop().run(() -> session.abandon("packets could not be written, and are lost", e));
        }
    }

    /** Ends the session if the client of a request, a poll or a POST, goes away before the response. Called on any thread. */
    void watch(Exchange request) {
        request.onGone(() -> onGone(request));
    }

    /** The client of a request has gone away before the response. Called on any thread. */
    void onGone(Exchange request) {
        session.loop().run(() -> {
            if (outbox.hanging() == request || endPost(request)) {
                session.end(CloseReason.TRANSPORT_ERROR);
            }
        });
    }
}
