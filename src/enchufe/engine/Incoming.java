package enchufe.engine;

import java.nio.ByteBuffer;

/** What a session does with the packets that come ("Protocol"). On the session's loop. */
final class Incoming {
    private Incoming() {}

    /** A text packet has come: its type, then its data. */
    static void text(EngineSession session, ByteBuffer packet) {
        assert session.loop().inLoop();
        boolean isClose = packet.hasRemaining() && packet.get(packet.position()) == EnginePacket.CLOSE;
        if (session.isOver() || session.isClosing() && !isClose) {
            return;
        }
        if (!packet.hasRemaining()) {
            throw new EngineException(CloseReason.PARSE_ERROR, "an empty packet");
        }
        session.noteActivity();
        session.observers().received(packet);
        switch (packet.get()) {
            case EnginePacket.MESSAGE -> session.listener().onText(packet);
            case PayloadWriter.BINARY -> binary(session, session.encoding().decodeBase64(packet));  // forceBase64, in a text frame
            case EnginePacket.PING -> {
                checkRevision(3, session);
                session.observers().tell(observer -> observer.heartbeat(null));
                session.send(EnginePacket.pong(packet));
            }
            case EnginePacket.PONG -> {
                checkRevision(4, session);
                session.ponged();
            }
            case EnginePacket.CLOSE -> session.end(CloseReason.TRANSPORT_CLOSE);
            // They have a meaning for clients, or in an upgrade; here we ignore them, like Node's server.
            case EnginePacket.OPEN, EnginePacket.UPGRADE, EnginePacket.NOOP -> { }
            default -> throw new EngineException(CloseReason.PARSE_ERROR, "an unknown packet type");
        }
    }

    /** In revision 3 the client pings, since revision 4 the server does ("From v3 to v4"). */
    private static void checkRevision(int expected, EngineSession session) {
        if (session.protocol() != expected) {
            throw new EngineException(CloseReason.TRANSPORT_ERROR, "a ping or a pong in the wrong direction");
        }
    }

    /** A binary message has come. */
    static void binary(EngineSession session, ByteBuffer data) {
        assert session.loop().inLoop();
        if (!session.isOver() && !session.isClosing()) {
            session.noteActivity();
            session.observers().receivedBinary(data);
            session.listener().onBinary(data);
        }
    }
}
