package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a session brings. */
class RecordingListener implements EngineListener {
    private final List<String> events = new ArrayList<>();

    /** {@return what has happened since the last call} */
    List<String> events() {
        var copy = List.copyOf(events);
        events.clear();
        return copy;
    }

    @Override
    public void onText(ByteBuffer utf8) {
        events.add(new String(utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining(), UTF_8));
    }

    @Override
    public void onBinary(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        events.add("bytes " + HexFormat.of().formatHex(bytes));
    }

    @Override
    public void onReadEnd() {
        events.add("(read end)");
    }

    @Override
    public void onWritable() {
        events.add("(writable)");
    }

    @Override
    public void onUpgrade() {
        events.add("(upgrade)");
    }

    @Override
    public void onClose(CloseReason reason) {
        events.add("(" + reason + ")");
    }
}
