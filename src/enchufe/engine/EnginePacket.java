package enchufe.engine;

import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Packets (Engine.IO protocol, "Protocol"): a digit for the type, then the data. Messages are made here, and encoded once for any
 * number of sessions. A binary message has no type: it is the bytes alone.
 */
public final class EnginePacket {
    static final byte OPEN = '0';
    static final byte CLOSE = '1';
    static final byte PING = '2';
    static final byte PONG = '3';
    static final byte MESSAGE = '4';
    static final byte UPGRADE = '5';
    static final byte NOOP = '6';

    // Packets without data are the same for every session.
    static final Message CLOSE_PACKET = Message.text("1");
    static final Message PING_PACKET = Message.text("2");
    static final Message PONG_PACKET = Message.text("3");
    static final Message NOOP_PACKET = Message.text("6");
    static final Message PROBE_ANSWER = Message.text("3probe");

    /** What the ping that probes a WebSocket carries. */
    static final ByteBuffer PROBE = ByteBuffer.wrap("probe".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

    private EnginePacket() {}

    /**
     * Makes a text message.
     *
     * @param text the text; a lone surrogate in it becomes U+FFFD
     * @return the packet, to be sent to any number of sessions
     */
    public static Message text(String text) {
        return Message.text((char) MESSAGE + text);
    }

    /**
     * Makes a text message of encoded bytes.
     *
     * @param utf8 an array that holds the text as valid UTF-8; copied
     * @param from where it starts
     * @param to where it ends (exclusive)
     * @return the packet, to be sent to any number of sessions
     */
    public static Message text(byte[] utf8, int from, int to) {
        return Message.text(MESSAGE, utf8, from, to);
    }

    /**
     * Makes a binary message.
     *
     * @param data the bytes between its position and limit; copied, its position left alone
     * @return the packet, to be sent to any number of sessions
     */
    public static Message binary(ByteBuffer data) {
        return Message.binary(data);
    }

    /**
     * {@return a copy of what a text message carries, without its type}
     *
     * @param message the message
     */
    public static ByteBuffer content(Message message) {
        ByteBuffer payload = message.payload();
        payload.get();
        byte[] copy = new byte[payload.remaining()];
        payload.get(copy);
        return ByteBuffer.wrap(copy);
    }

    /**
     * {@return the same messages without binary ones: those become base64, as in payloads ("Packet encoding")}
     *
     * @param type what stands between the {@code b} and the base64
     * @param messages the messages
     */
    static Message[] asText(String type, Message... messages) {
        Message[] texts = messages.clone();
        for (int i = 0; i < texts.length; i++) {
            if (texts[i].isBinary()) {
                var text = ByteBuffer.allocate(type.length() + PayloadWriter.textLength(texts[i]));
                PayloadWriter.putText(texts[i], text.put(type.getBytes(StandardCharsets.US_ASCII)));
                texts[i] = Message.text(PayloadWriter.BINARY, text.array(), 0, text.position());
            }
        }
        return texts;
    }

    /** {@return the answer to a ping, with the same data} */
    static Message pong(ByteBuffer data) {
        int from = data.arrayOffset() + data.position();
        return data.hasRemaining() ? Message.text(PONG, data.array(), from, from + data.remaining()) : PONG_PACKET;
    }

    /** {@return the first packet of a session ("Handshake"), which tells the client its settings} */
    static Message open(String sid, EngineOptions options, boolean upgradable) {
        return Message.text((char) OPEN + "{\"sid\":\"" + sid
                + "\",\"upgrades\":" + (upgradable ? "[\"websocket\"]" : "[]")
                + ",\"pingInterval\":" + options.pingInterval().toMillis()
                + ",\"pingTimeout\":" + options.pingTimeout().toMillis()
                + ",\"maxPayload\":" + options.maxHttpBufferSize() + "}");
    }
}
