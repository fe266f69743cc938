package enchufe.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The server's end of a connection without a network: writes down what it hears and what it sends. */
final class End implements WebSocketListener, WebSocketProtocol.Output {
    final List<String> log = new ArrayList<>();
    final Queue<byte[]> sent = new ArrayDeque<>();
    final WebSocketProtocol protocol;
    boolean congested;
    boolean reading = true;
    boolean transportClosed;
    Runnable onMessage = () -> {};

    End() {
        this(WebSocketLimits.DEFAULT);
    }

    End(WebSocketLimits limits) {
        protocol = new WebSocketProtocol(limits, this);
        protocol.listener(this);
    }

    void receive(byte[]... parts) {
        protocol.receive(ByteBuffer.wrap(Frames.concat(parts)));
    }

    @Override
    public void onText(ByteBuffer utf8) {
        log.add("text " + StandardCharsets.UTF_8.decode(utf8));
        onMessage.run();
    }

    @Override
    public void onBinary(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        log.add("binary " + Frames.hex(bytes));
        onMessage.run();
    }

    @Override
    public void onClose(int code, String reason) {
        log.add("closed " + code + " " + reason);
    }

    @Override
    public void write(byte[] frame) {
        log.add("write " + Frames.hex(frame));
        sent.add(frame);
    }

    @Override
    public void writeLast(byte[] frame) {
        log.add("last " + Frames.hex(frame));
        sent.add(frame);
    }

    @Override
    public void closeTransport(boolean peerIsDone) {
        log.add(peerIsDone ? "close transport at once" : "close transport");
        transportClosed = true;
    }

    @Override
    public boolean isCongested() {
        return congested;
    }

    @Override
    public boolean isReading() {
        return reading;
    }
}
