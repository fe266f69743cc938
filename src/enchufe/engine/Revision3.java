package enchufe.engine;

import enchufe.http.Headers;
import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Revision 3 (in its own description: "Packet", "Payload"): Socket.IO 1 and 2. A binary message has a type, too. A payload has
 * lengths in front of its packets, and is binary if one of them is, unless the client wants text alone.
 */
class Revision3 extends Encoding {
    static final Revision3 WITH_BINARY = new Revision3(false);
    static final Revision3 TEXT_ONLY = new Revision3(true);

    /** The type of a message in front of binary data: a byte, not a digit. */
    static final byte MESSAGE = EnginePacket.MESSAGE - '0';

    private static final Headers BINARY = headers(OCTETS);

    private final boolean textOnly;

    /** @param textOnly whether binary messages become base64, in payloads and on a WebSocket */
    Revision3(boolean textOnly) {
        this.textOnly = textOnly;
    }

    @Override
    final int revision() {
        return 3;
    }

    @Override
    final boolean takes(String contentType) {
        return true;
    }

    @Override
    void read(byte[] body, boolean octets, Consumer<ByteBuffer> onText, Consumer<ByteBuffer> onBinary) {
        var reader = new LengthPayloadReader(body, onText, onBinary);
        if (octets) {
            reader.readBinary();
        } else {
            reader.readText();
        }
    }

    @Override
    Body write(List<Message> packets) {
        if (!textOnly && packets.stream().anyMatch(Message::isBinary)) {
            return new Body(BINARY, LengthPayloadWriter.writeBinary(packets));
        }
        return new Body(TEXT, LengthPayloadWriter.writeText(packets));
    }

    @Override
    final Message[] framed(Message... messages) {
        if (textOnly) {
            return EnginePacket.asText(String.valueOf((char) EnginePacket.MESSAGE), messages);
        }
        Message[] framed = messages;
        for (int i = 0; i < messages.length; i++) {
            if (messages[i].isBinary()) {
                framed = framed == messages ? messages.clone() : framed;
                framed[i] = messages[i].prefixed(MESSAGE);
            }
        }
        return framed;
    }

    @Override
    final ByteBuffer unframed(ByteBuffer frame) {
        return message(MESSAGE, frame);
    }

    @Override
    final ByteBuffer decodeBase64(ByteBuffer packet) {
        return PayloadReader.decodeBase64(message(EnginePacket.MESSAGE, packet));
    }

    private static ByteBuffer message(byte type, ByteBuffer packet) {
        if (!packet.hasRemaining() || packet.get() != type) {
            throw new EngineException(CloseReason.PARSE_ERROR, "binary data that are no message");
        }
        return packet;
    }
}
