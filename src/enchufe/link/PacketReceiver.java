package enchufe.link;

import enchufe.dispatch.InboundBudget;
import enchufe.dispatch.Intake;
import enchufe.engine.CloseReason;
import enchufe.engine.EngineListener;
import enchufe.engine.EngineSession;
import enchufe.log.RareWarnings;
import enchufe.packet.CustomParser;
import enchufe.packet.Packet;
import enchufe.packet.PacketDecoder;
import enchufe.packet.PacketException;
import enchufe.packet.PacketType;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The receiving half of a client: decodes its packets, keeps those whose attachments have not arrived yet, and holds messages back
 * while the events of all clients that wait take too much memory. Confined to the session's loop, unless a method says otherwise.
 */
public abstract class PacketReceiver extends InboundBudget implements EngineListener, Intake.Holder {
    /**
     * The limits of what clients may send.
     *
     * @param maxInboundBytes how much may wait for the listeners of one client, in bytes of the heap
     * @param pauseTimeout how long a client may not be read while none of its listeners ends
     * @param maxAttachments the most attachments of a packet
     * @param parser another form of packets, for clients whose first packet has it; null if there is none
     * @param intake what may wait for the listeners of all clients
     * @param warnings logs what a limit has ended
     * @param traffic counts what comes
     */
    public record Limits(int maxInboundBytes, Duration pauseTimeout, int maxAttachments, CustomParser parser, Intake intake,
            RareWarnings warnings, Traffic traffic) {}

    private final EngineSession session;
    private PacketDecoder decoder;              // null unless attachments have not arrived yet
    private volatile HeldBack held;             // null most of the time
    private volatile long unfinishedBytes;      // as last told to the intake
    private boolean looked;                     // whether this read has asked the intake if too much waits
    private boolean begun;                      // a message has come
    private volatile boolean custom;            // its packets have the form of the other parser
    private volatile boolean closed;

    protected PacketReceiver(EngineSession session) {
        this.session = session;
    }

    /** {@return the limits, the same at all times} */
    protected abstract Limits limits();

    /** {@return the session; for any thread} */
    public final EngineSession session() {
        return session;
    }

    /** {@return whether nothing is received any more, since the client has disconnected; for any thread} */
    public final boolean isClosed() {
        return closed;
    }

    /** {@return what counts events and bytes; for any thread} */
    protected final Traffic traffic() {
        return limits().traffic();
    }

    /** {@return what gives packets their form for this client; null for the usual form; for any thread} */
    protected final CustomParser parser() {
        return custom ? limits().parser() : null;
    }

    /** A packet is complete; its payload takes {@code dataBytes} on the heap. */
    protected abstract void onPacket(Packet packet, long dataBytes);

    /** A packet is malformed: the only place where a client's fault becomes a disconnect reason. */
    protected abstract void onViolation(PacketException violation);

    /** Hands over to the listeners what this read has brought. */
    protected abstract void handOver();

    /** {@return the bytes on the heap that are kept as long as the client is connected, besides those that this class keeps} */
    protected abstract long keptBytes();

    @Override
    protected final int maxInboundBytes() {
        return limits().maxInboundBytes();
    }

    @Override
    protected final Intake intake() {
        return limits().intake();
    }

    @Override
    protected final Runnable afterPauseTimeout(Runnable action) {
        return session.loop().after(limits().pauseTimeout(), action)::cancel;
    }

    @Override
    protected final void onStuck() {
        String advice = isAckPending()
                ? "a listener that waits for an acknowledgement may wait for one that comes after them: use thenAccept instead"
                : "let listeners end sooner";
        warn("pauseTimeout", "is disconnected: more than maxInboundBytes (" + maxInboundBytes() + ") of its events wait, and no"
                + " listener has ended for pauseTimeout (" + limits().pauseTimeout() + "); " + advice + ", or raise these limits");
        session.close(CloseReason.PING_TIMEOUT);
        discardEvents();
    }

    @Override
    public final void discard(long limit) {
        session.loop().run(() -> {
            warn("pauseTimeout", "is disconnected: " + waitingBytes() + " bytes of its events wait, the most of all clients, and"
                    + " others were not read for pauseTimeout (" + limits().pauseTimeout() + ") since those of all exceed " + limit
                    + "; let listeners end sooner, or give the server a larger heap (-Xmx)");
            session.close(CloseReason.PING_TIMEOUT);
            discardEvents();
        });
    }

    /** Forgets the events that wait for listeners. */
    protected abstract void discardEvents();

    // ---- messages

    @Override
    public final void onText(ByteBuffer utf8) {
        if (mustWait(utf8.remaining())) {
            holdBack(false, utf8);
        } else {
            receive(false, utf8);
        }
    }

    @Override
    public final void onBinary(ByteBuffer data) {
        boolean isAttachment = decoder != null;         // then its packet was received, and decoding does not make it larger
        if (isAttachment ? held != null : mustWait(data.remaining())) {
            holdBack(true, data);
        } else {
            receive(true, data);
        }
    }

    private boolean mustWait(int length) {
        if (held != null) {
            return true;
        }
        boolean stopped = isPaused();
        if (looked && !stopped && length <= Intake.SHORT_MESSAGE) {
            return false;
        }
        looked = true;
        return intake().defers(stopped ? Integer.MAX_VALUE : length, waitingBytes());
    }

    private void receive(boolean binary, ByteBuffer message) {
        traffic().bytesReceived.add(message.remaining());
        try {
            if (isCustom(binary)) {
                receiveCustom(message);
                return;
            }
            PacketDecoder reader = decoder;
            if (reader == null) {
                reader = new PacketDecoder(limits().maxAttachments(), intake().messageLimit());
            }
            Packet packet = binary ? reader.binary(message) : reader.text(message);
            decoder = packet == null ? reader : null;
            if (packet != null && !closed) {
                take(packet, reader.heapBytes());
            } else if (message.limit() > Intake.SHORT_MESSAGE) {
                countUnfinished();
            }
        } catch (PacketException e) {
            onViolation(e);
        }
    }

    /** A client's first message shows which form its packets have. */
    private boolean isCustom(boolean binary) {
        if (!begun) {
            begun = true;
            boolean first = binary && !Joining.isOld(session);
            custom = first && limits().parser() != null;
            if (first && !custom) {
                throw new PacketException("its first packet is binary, as those of socket.io-msgpack-parser are: new"
                        + " Options().parser(Parser.messagePack()) serves such clients", "parser");
            }
        }
        if (custom && !binary) {
            throw new PacketException("text from a client whose packets are binary");
        }
        return custom;
    }

    private void receiveCustom(ByteBuffer message) {
        CustomParser.Decoded decoded = limits().parser().decode(message, limits().maxAttachments());
        if (!closed) {
            take(decoded.packet(), decoded.heapBytes());
        }
    }

    private void take(Packet packet, long dataBytes) {
        if (packet.type() == PacketType.EVENT) {
            traffic().eventsReceived.increment();
        }
        onPacket(packet, dataBytes);
    }

    @Override
    public final void onReadEnd() {
        looked = false;
        handOver();
        countUnfinished();
    }

    // ---- messages that are held back while too much waits

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

    /** Less waits than before: receives what was held back, as far as the limits allow, and then resumes reading. */
    private void receiveHeldBack() {
        while (held != null && !isPaused()) {
            HeldBack.Message next = held.next();
            if (next == null) {
                held = null;
                onReadEnd();
                session.reading(!isPaused());
            } else if (intake().defers(next.content().length, waitingBytes())) {
                pause();
            } else {
                held.remove();
                receive(next.binary(), ByteBuffer.wrap(next.content()));
            }
        }
        onReadEnd();
    }

    // ---- what takes memory until this client sends the rest, or disconnects

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
        cut("it has sent " + unfinishedBytes + " bytes that wait for the rest of a packet", limit);
    }

    /** Disconnects the client, which holds more than any other. For any thread. */
    final void cut(String what, long limit) {
        warn("unfinished", "closed: " + what + ", the most of all clients, and those of all exceed " + limit + " bytes: a larger"
                + " heap (-Xmx), or a smaller maxAttachments or maxHttpBufferSize, would spare it");
        session.cut(CloseReason.TRANSPORT_ERROR);       // no close frame: until the client's own, more data would arrive
    }

    /** Logs that a limit has ended something of this client, by the name of the option; not each time. */
    protected final void warn(String limit, String what) {
        limits().warnings().say(limit, "client " + session.peer().address() + " " + what);
    }

    /** Stops receiving, and drops what is not complete. {@return false if it was done before} */
    protected final boolean stopReceiving() {
        if (closed) {
            return false;
        }
        closed = true;
        decoder = null;
        held = null;
        onReadEnd();
        mayResume();                            // nothing is held back any more
        endPause();
        return true;
    }
}
