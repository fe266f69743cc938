package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import enchufe.http.Peer;
import enchufe.websocket.Message;
import enchufe.websocket.WebSocket;
import enchufe.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket in memory: what the server sends is recorded, what the client sends goes to the listener. */
final class FakeWebSocket implements WebSocket {
    private final List<Message> sent = new ArrayList<>();
    private WebSocketListener listener;
    Runnable beforeSend = () -> { };        // happens once, as the next message comes
    boolean writable = true;
    boolean reading = true;
    long queued;
    Integer closeCode;
    boolean aborted;

    @Override
    public void listener(WebSocketListener value) {
        listener = value;
    }

    /** One read that brings text messages. */
    void receive(String... texts) {
        for (String text : texts) {
            listener.onText(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }
        listener.onReadEnd();
    }

    void receive(byte[] data) {
        listener.onBinary(ByteBuffer.wrap(data));
        listener.onReadEnd();
    }

    void ends(int code) {
        listener.onClose(code, "");
    }

    void drained() {
        writable = true;
        listener.onWritable();
    }

    synchronized boolean hasSentBinary() {
        return sent.stream().anyMatch(Message::isBinary);
    }

    /** {@return what was sent since the last call, binary messages as a payload has them} */
    synchronized List<String> sent() {
        var texts = sent.stream().map(message -> new String(PayloadWriter.write(List.of(message)), UTF_8)).toList();
        sent.clear();
        return texts;
    }

    @Override
    public void reading(boolean on) {
        reading = on;
    }

    @Override
    public void send(Message... messages) {
        Runnable now = beforeSend;
        beforeSend = () -> { };
        now.run();
        synchronized (this) {
            if (closeCode == null && !aborted) {
                sent.addAll(List.of(messages));
            }
        }
    }

    @Override
    public synchronized void close(int code, String reason) {
        if (closeCode == null) {
            closeCode = code;
        }
    }

    @Override
    public void abort() {
        aborted = true;
        queued = 0;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public long queuedBytes() {
        return queued;
    }

    @Override
    public String protocol() {
        return "";
    }

    @Override
    public Peer peer() {
        return new Peer(FakeExchange.ADDRESS, false);
    }
}
