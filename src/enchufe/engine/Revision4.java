package enchufe.engine;

import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Revision 4 ("Packet encoding"): Socket.IO 3 and newer. A payload is text; a frame of a WebSocket is a packet as it is. */
final class Revision4 extends Encoding {
    static final Revision4 WITH_BINARY = new Revision4(false);
    /** Binary messages are base64 on a WebSocket too. */
    static final Revision4 TEXT_ONLY = new Revision4(true);

    private final boolean textOnly;

    private Revision4(boolean textOnly) {
        this.textOnly = textOnly;
    }

    @Override
    int revision() {
        return 4;
    }

    /** {@inheritDoc} Binary bodies were revision 3's. */
    @Override
    boolean takes(String contentType) {
        return !OCTETS.equals(contentType);
    }

    @Override
    void read(byte[] body, boolean octets, Consumer<ByteBuffer> onText, Consumer<ByteBuffer> onBinary) {
        PayloadReader.read(body, onText, onBinary);
    }

    @Override
    Body write(List<Message> packets) {
        return new Body(TEXT, PayloadWriter.write(packets));
    }

    @Override
    Message[] framed(Message... messages) {
        return textOnly ? EnginePacket.asText("", messages) : messages;
    }

    @Override
    ByteBuffer unframed(ByteBuffer frame) {
        return frame;
    }

    @Override
    ByteBuffer decodeBase64(ByteBuffer packet) {
        return PayloadReader.decodeBase64(packet);
    }
}
