package enchufe.engine;

import enchufe.engine.SessionObserver.Packet;
import enchufe.log.Log;
import enchufe.websocket.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The observers of one session: none, for most. Immutable. */
final class Observers {
    static final Observers NONE = new Observers();

    private static final Logger LOG = Log.of("enchufe.engine");
    private static final List<String> TYPES = List.of("open", "close", "ping", "pong", "message", "upgrade", "noop");

    private final SessionObserver[] all;

    private Observers(SessionObserver... all) {
        this.all = all;
    }

    Observers with(SessionObserver observer) {
        SessionObserver[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = observer;
        return new Observers(more);
    }

    /** Tells all, each as if it were alone. */
    void tell(Consumer<SessionObserver> what) {
        for (SessionObserver observer : all) {
            try {
                what.accept(observer);
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "an observer of a session failed", e);
            }
        }
    }

    /** A packet of text has come; of an unknown type, it is none. */
    void received(ByteBuffer packet) {
        if (all.length == 0) {
            return;
        }
        int type = packet.hasRemaining() ? packet.get(packet.position()) - EnginePacket.OPEN : -1;
        if (type >= 0 && type < TYPES.size()) {
            tell(observer -> observer.received(new Packet(TYPES.get(type), content(packet), false)));
        }
    }

    void receivedBinary(ByteBuffer data) {
        if (all.length > 0) {
            tell(observer -> observer.received(new Packet("message", data.asReadOnlyBuffer(), true)));
        }
    }

    void sent(Message... messages) {
        for (int i = 0; i < messages.length && all.length > 0; i++) {
            Message message = messages[i];
            tell(observer -> observer.sent(message.isBinary() ? new Packet("message", message.payload(), true)
                    : new Packet(TYPES.get(message.payload().get() - EnginePacket.OPEN), content(message.payload()), false)));
        }
    }

    private static ByteBuffer content(ByteBuffer packet) {
        ByteBuffer content = packet.asReadOnlyBuffer();
        content.get();
        return content;
    }
}
