package enchufe.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.websocket.FrameHeader.Opcode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However the bytes are split, the events are the same; and whatever the bytes are, nothing but a violation comes of it. */
class FrameReaderPropertyTest {
    private static final WebSocketLimits LIMITS = new WebSocketLimits(2_000, 20);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    /** A stream of valid frames, and the events that they stand for. */
    private byte[] stream(List<String> events) {
        var out = new ByteArrayOutputStream();
        for (int messages = 1 + random.nextInt(6); messages > 0; messages--) {
            boolean text = random.nextBoolean();
            byte[] content = text ? Frames.utf8("aé€😀".repeat(random.nextInt(40))) : new byte[random.nextInt(400)];
            if (!text) {
                random.nextBytes(content);
            }
            int start = 0;
            int opcode = text ? Opcode.TEXT : Opcode.BINARY;
            for (int more = random.nextInt(4); more > 0; more--) {
                int end = start + random.nextInt(content.length - start + 1);
                out.writeBytes(Frames.frame(opcode, Arrays.copyOfRange(content, start, end), true));
                start = end;
                opcode = Opcode.CONTINUATION;
                if (random.nextInt(3) == 0) {
                    byte[] payload = new byte[random.nextInt(126)];
                    random.nextBytes(payload);
                    boolean ping = random.nextBoolean();
                    out.writeBytes(Frames.frame(Frames.FIN | (ping ? Opcode.PING : Opcode.PONG), payload, true));
                    events.add((ping ? "ping " : "pong ") + Frames.hex(payload));
                }
            }
            out.writeBytes(Frames.frame(Frames.FIN | opcode, Arrays.copyOfRange(content, start, content.length), true));
            events.add(text ? "text " + new String(content, StandardCharsets.UTF_8)
                    : "binary " + Frames.hex(content));
        }
        return out.toByteArray();
    }

    private List<String> whole(byte[] input) {
        var transcript = new Transcript(LIMITS);
        transcript.feed(input);
        return transcript.lines;
    }

    private List<String> chunked(byte[] input) {
        var transcript = new Transcript(LIMITS);
        int most = 1 + random.nextInt(1 + random.nextInt(300));
        for (int from = 0; from < input.length; ) {
            int to = Math.min(input.length, from + random.nextInt(most + 1));
            transcript.feed(Arrays.copyOfRange(input, from, to));
            from = to;
        }
        return transcript.lines;
    }

    private List<String> byteByByte(byte[] input) {
        var transcript = new Transcript(LIMITS);
        transcript.feedByteByByte(input);
        return transcript.lines;
    }

    private void assertSameHoweverSplit(byte[] input, List<String> expected) {
        String message = "seed " + seed + " " + Frames.hex(input);
        assertEquals(expected, chunked(input), message);
        assertEquals(expected, byteByByte(input), message);
    }

    @Test
    void aValidStreamMayBeSplitAnywhere() {
        for (int round = 0; round < 500; round++) {
            var events = new ArrayList<String>();
            byte[] input = stream(events);
            assertEquals(events, whole(input), "seed " + seed);
            assertSameHoweverSplit(input, events);
        }
    }

    @Test
    void aDamagedStreamFailsAtTheSamePlaceHoweverItIsSplit() {
        for (int round = 0; round < 1_000; round++) {
            byte[] input = stream(new ArrayList<>());
            input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
            input[random.nextInt(Math.min(20, input.length))] ^= (byte) (1 << random.nextInt(8));
            assertSameHoweverSplit(input, whole(input));
        }
    }

    @Test
    void randomBytesGiveNothingButViolations() {
        byte[] input = new byte[300];
        for (int round = 0; round < 2_000; round++) {
            random.nextBytes(input);
            input[0] = (byte) (Frames.FIN | random.nextInt(3));
            assertSameHoweverSplit(input, whole(input));
        }
    }
}
