package enchufe.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Feeds a reader and writes down what came out of it. */
class Transcript implements FrameReader.Events {
    final List<String> lines = new ArrayList<>();
    final FrameReader reader;

    Transcript(WebSocketLimits limits) {
        reader = new FrameReader(limits, this);
    }

    /** What a server makes of the bytes, given at once. */
    static List<String> ofServer(byte[]... input) {
        var transcript = new Transcript(WebSocketLimits.DEFAULT);
        transcript.feed(Frames.concat(input));
        return transcript.lines;
    }

    /** Feeds a part. A violation is the last line: after it the reader hears nothing more. */
    void feed(byte[] part) {
        var noise = new byte[part.length + 7];              // the buffer's array does not begin with the buffer
        System.arraycopy(part, 0, noise, 5, part.length);
        var in = ByteBuffer.wrap(noise, 3, part.length + 2).slice().position(2);
        try {
            reader.receive(in);
            if (in.hasRemaining()) {
                lines.add("left over " + in.remaining());
            }
        } catch (ProtocolException violation) {
            lines.add("violation " + violation.closeCode());
            reader.stop();
        }
    }

    void feedByteByByte(byte[] input) {
        for (byte b : input) {
            feed(new byte[] {b});
        }
    }

    @Override
    public void onText(ByteBuffer utf8) {
        lines.add("text " + StandardCharsets.UTF_8.decode(utf8));
    }

    @Override
    public void onBinary(ByteBuffer data) {
        lines.add("binary " + content(data));
    }

    @Override
    public void onPing(ByteBuffer payload) {
        lines.add("ping " + content(payload));
    }

    @Override
    public void onPong(ByteBuffer payload) {
        lines.add("pong " + content(payload));
    }

    @Override
    public void onClose(int code, String reason) {
        lines.add(("close " + code + " " + reason).strip());
        reader.stop();                                      // nothing is read after a close frame: its caller's duty
    }

    @Override
    public boolean isReading() {
        return true;
    }

    private static String content(ByteBuffer bytes) {
        int from = bytes.arrayOffset() + bytes.position();
        return Frames.hex(Arrays.copyOfRange(bytes.array(), from, from + bytes.remaining()));
    }
}
