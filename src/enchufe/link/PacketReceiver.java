package enchufe.link;

import enchufe.dispatch.InboundBudget;
import enchufe.dispatch.Intake;
import enchufe.engine.CloseReason;
import enchufe.engine.EngineListener;
import enchufe.engine.EngineSession;
import enchufe.log.RareWarnings;
import enchufe.packet.Packet;
import enchufe.packet.PacketDecoder;
import enchufe.packet.PacketException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The receiving half of a client: decodes its packets, keeps those whose attachments are still to come, and holds messages
 * back that must not be decoded while too much waits in all. Confined to the session's loop, but for what says otherwise.
 */
public abstract class PacketReceiver extends InboundBudget implements EngineListener, Intake.Holder {
    /**
     * What clients may send, and where it is said that it was too much.
     *
     * @param maxInboundBytes how much may wait for the listeners of one client
     * @param pauseTimeout how long a client may go unread while none of its listeners ends
     * @param maxAttachments the binary parts of a packet
     * @param intake what all clients may have waiting
     * @param warnings says when a limit has ended something
     */
    public record Limits(int maxInboundBytes, Duration pauseTimeout, int maxAttachments, Intake intake, RareWarnings warnings) {}

    private final EngineSession session;
    private final Limits limits;
    private PacketDecoder decoder;              // null unless attachments are still to come
    private volatile HeldBack held;             // null most of the time
    private volatile long unfinishedBytes;      // as the intake knows them
    private boolean looked;                     // during this read, whether too much waits in all
    private volatile boolean closed;

    /**
     * Begins to receive.
     *
     * @param session the client's
     * @param limits what clients may send
     */
    protected PacketReceiver(EngineSession session, Limits limits) {
        this.session = session;
        this.limits = limits;
    }

    /** {@return the session} For any thread. */
    public final EngineSession session() {
        return session;
    }

    /** {@return whether nothing is received any more, since the client has gone} For any thread. */
    public final boolean isClosed() {
        return closed;
    }

    /**
     * A packet is complete.
     *
     * @param packet the packet
     * @param dataBytes what its payload takes on the heap
     */
    protected abstract void onPacket(Packet packet, long dataBytes);

    /**
     * A packet is malformed: the one place where a client's fault becomes a disconnect reason.
     *
     * @param violation what is wrong
     */
    protected abstract void onViolation(PacketException violation);

    /** What this read has brought goes to the listeners. */
    protected abstract void handOver();

    /** {@return what is kept for the client as long as it stays, besides what this class keeps, in bytes of the heap} */
    protected abstract long keptBytes();

    @Override
    protected final int maxInboundBytes() {
        return limits.maxInboundBytes();
    }

    @Override
    protected final Intake intake() {
        return limits.intake();
    }

    @Override
    protected final Runnable afterPauseTimeout(Runnable action) {
        return session.loop().after(limits.pauseTimeout(), action)::cancel;
    }

    @Override
    protected final void onStuck() {
        String advice = isAsked()
                ? "a listener that waits for an answer may wait for what comes behind them: take it with thenAccept instead"
                : "let listeners end sooner";
        warn("pauseTimeout", "is cut off: more than maxInboundBytes (" + maxInboundBytes() + ") of its events wait, and no"
                + " listener has ended for pauseTimeout (" + limits.pauseTimeout() + "); " + advice + ", or raise these limits");
        session.close(CloseReason.PING_TIMEOUT);
    }

    // ---- messages

    @Override
    public final void onText(ByteBuffer utf8) {
        if (isToWait(utf8.remaining())) {
            holdBack(false, utf8);
        } else {
            receive(false, utf8);
        }
    }

    @Override
    public final void onBinary(ByteBuffer data) {
        if (held != null) {
            holdBack(true, data);
        } else {
            receive(true, data);                // it belongs to a packet that has been begun, and does not grow as it is decoded
        }
    }

    private boolean isToWait(int length) {
        if (held != null) {
            return true;
        }
        boolean stopped = isPaused();
        if (looked && !stopped && length <= Intake.SHORT_MESSAGE) {
            return false;
        }
        looked = true;
        return intake().defers(stopped ? Integer.MAX_VALUE : length);
    }

    private void receive(boolean binary, ByteBuffer message) {
        try {
            PacketDecoder reader = decoder == null ? new PacketDecoder(limits.maxAttachments()) : decoder;
            Packet packet = binary ? reader.binary(message) : reader.text(message);
            decoder = packet == null ? reader : null;
            if (packet != null && !closed) {
                onPacket(packet, reader.heapBytes());
            } else if (message.limit() > Intake.SHORT_MESSAGE) {
                countUnfinished();
            }
        } catch (PacketException e) {
            onViolation(e);
        }
    }

    @Override
    public final void onReadEnd() {
        looked = false;
        handOver();
        countUnfinished();
    }

    // ---- messages that have to wait, since too much does

    @Override
    protected final long heldBack() {
        HeldBack messages = held;
        return messages == null ? 0 : messages.bytes();
    }

    private void holdBack(boolean binary, ByteBuffer message) {
        if (held == null) {
            held = new HeldBack();
        }
        held.add(binary, message);
        pause();
    }

    @Override
    protected final void reading(boolean on) {
        if (on && held != null) {
            session.loop().execute(this::receiveHeldBack);
        } else {
            session.reading(on);
        }
    }

    /** Less waits in all than before: receives what was held back, as far as that allows, and then reads on. */
    private void receiveHeldBack() {
        while (held != null && !isPaused()) {
            HeldBack.Message next = held.next();
            if (next == null) {
                held = null;
                onReadEnd();
                session.reading(!isPaused());
            } else if (intake().defers(next.content().length)) {
                pause();
            } else {
                held.remove();
                receive(next.binary(), ByteBuffer.wrap(next.content()));
            }
        }
        onReadEnd();
    }

    // ---- what takes memory until this client goes on, or goes

    private void countUnfinished() {
        long before = unfinishedBytes;
        long now = closed ? 0 : heldBack() + keptBytes() + (decoder == null ? 0 : decoder.heapBytes());
        if (now != before) {
            unfinishedBytes = now;
            intake().unfinished(this, before, now);
        }
    }

    @Override
    public final long unfinishedBytes() {
        return unfinishedBytes;
    }

    @Override
    public final void evict(long limit) {
        long mine = unfinishedBytes;
        warn("unfinished", "closed: it has sent " + mine + " bytes that wait for the rest of a packet, the most of all clients,"
                + " and those of all exceed " + limit + ": a larger heap (-Xmx), or a smaller maxAttachments or"
                + " maxHttpBufferSize, would spare it");
        session.cut(CloseReason.TRANSPORT_ERROR);       // no close frame: what it sends before its own would come in
    }

    /**
     * Says, once in a while, that a limit has ended something of this client.
     *
     * @param limit the option's name
     * @param what what has ended, and why
     */
    protected final void warn(String limit, String what) {
        limits.warnings().say(limit, "client " + session.peer().address() + " " + what);
    }

    /** Receives nothing more, and lets go of what is not complete. {@return false if it was done before} */
    protected final boolean stopReceiving() {
        if (closed) {
            return false;
        }
        closed = true;
        decoder = null;
        held = null;
        onReadEnd();
        mayResume();                            // nothing of it has to wait any more
        endPause();
        return true;
    }
}
