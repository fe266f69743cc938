package enchufe.engine;

import enchufe.websocket.Message;
import java.util.concurrent.atomic.AtomicReference;

/** The long-polling side of one session ("HTTP long-polling"). Confined to the session's loop, but for {@link #flush}. */
final class PollingTransport {
    private final EngineSession session;
    private final Outbox outbox;
    private final AtomicReference<Answer> posting = new AtomicReference<>();    // the POST under way; for any thread
    private Answer held;                    // the POST that is answered when reading is resumed, or null

    PollingTransport(EngineSession session, Outbox outbox) {
        this.session = session;
        this.outbox = outbox;
    }

    /** {@return whether a poll hangs and there is nothing to answer it with} */
    boolean isIdle() {
        return outbox.isAwaited();
    }

    /** A GET has come: it is answered now, or hangs until there is something to answer. */
    void poll(Answer answer) {
        if (outbox.hanging() != null) {
            // "a client MUST NOT have more than one active GET request": 400, and the session is closed.
            session.end(CloseReason.TRANSPORT_ERROR);
            answer.refuse(EngineError.BAD_REQUEST);
            return;
        }
        if (isOver(answer)) {
            return;
        }
        if (!outbox.hang(answer)) {
            flush();
        } else if (session.isClosing()) {
            session.end(CloseReason.FORCED_CLOSE);
        } else if (session.isProbed()) {
            answer(EnginePacket.NOOP_PACKET);
        } else {
            session.listener().onWritable();
        }
    }

    // Between a request's arrival and its turn on the loop, the session may have ended or moved.
    private boolean isOver(Answer answer) {
        if (session.isOver()) {
            answer.refuse(EngineError.UNKNOWN_SID);
            return true;
        }
        if (session.transport() == Transport.WEBSOCKET) {
            answer.refuse(EngineError.BAD_REQUEST);
            return true;
        }
        return false;
    }

    /**
     * A POST has come, its body has not. Called on any thread.
     *
     * @return false if another one is under way
     */
    boolean beginPost(Answer answer) {
        return posting.compareAndSet(null, answer);
    }

    /**
     * The POST is over, before its body has come or after its packets have been received. Called on any thread.
     *
     * @return false if it was over before
     */
    boolean endPost(Answer answer) {
        return posting.compareAndSet(answer, null);
    }

    /** The body of a POST has come. */
    void post(byte[] payload, Answer answer) {
        if (isOver(answer)) {
            endPost(answer);
            return;
        }
        try {
            PayloadReader.read(payload, session::receiveText, session::receiveBinary);
            if (!session.isOver()) {
                session.listener().onReadEnd();
            }
            held = answer;
            if (session.isReading() || session.isOver()) {
                resume();
            }
        } catch (EngineException broken) {
            endPost(answer);
            session.fail(broken);
            answer.refuse(EngineError.BAD_REQUEST);
        } catch (RuntimeException e) {
            endPost(answer);
            session.abandon(e);
            answer.refuse(EngineError.BAD_REQUEST);
        }
    }

    /** Answers the POST that waits for that, if there is one: the client may send the next. */
    void resume() {
        if (held != null) {
            Answer answer = held;
            held = null;
            endPost(answer);
            answer.ok();
        }
    }

    /** Answers the poll that hangs, if one does and there is something to send. May be called from any thread. */
    void flush() {
        outbox.answer(null);
    }

    /** Answers the poll that hangs, if one does, with what waits to be sent and then a last packet, unless that is null. */
    void answer(Message last) {
        outbox.answer(last);
    }

    /** The client of a request, a poll or a POST, has gone away before the response. */
    void onGone(Answer answer) {
        if (outbox.hanging() == answer || endPost(answer)) {
            session.end(CloseReason.TRANSPORT_ERROR);
        }
    }
}
