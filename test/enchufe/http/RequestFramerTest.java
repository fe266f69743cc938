package enchufe.http;

import static enchufe.http.Wire.assertRefused;
import static enchufe.http.Wire.buffer;
import static enchufe.http.Wire.bytes;
import static enchufe.http.Wire.chunked;
import static enchufe.http.Wire.framer;
import static enchufe.http.Wire.get;
import static enchufe.http.Wire.post;
import static enchufe.http.Wire.request;
import static enchufe.http.Wire.text;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where requests end, what the framer's states are, and that the cuts of the input do not matter. */
class RequestFramerTest {
    private static final String SEVERAL = get("A: b\r\n") + post("Content-Length: 5\r\n", "a\r\n\r\n") + get()
        + chunked("3;a=b\r\nabc\r\n0010\r\n" + "d".repeat(16) + "\r\n0\r\nA: b\r\n\r\n\r\n")
        + post("Content-Length: 900\r\n", "e".repeat(900)) + "\r\n\r\nGET http://h/{} HTTP/1.0\r\n\r\n";
    private static final String WAITING = post("Content-Length: 3\r\nExpect: 100-Continue\r\n", "");

    /** Feeds pieces, and describes what came of them: the requests, or the status of the refusal. */
    private static List<String> outcome(byte[] wire, int... cuts) {
        List<String> outcome = new ArrayList<>();
        RequestFramer framer = framer();
        int from = 0;
        try {
            for (int i = 0; i <= cuts.length; i++) {
                int to = i < cuts.length ? cuts[i] : wire.length;
                var in = ByteBuffer.wrap(wire, from, to - from);
                for (Request request = framer.next(in); request != null; request = framer.next(in)) {
                    outcome.add(text(RequestWriter.write(request)));
                }
                assertEquals(0, in.remaining(), "all of the input is taken");
                from = to;
            }
            outcome.add(framer.isIdle() ? "idle" : framer.isInBody() ? "in body" : "in head");
        } catch (HttpException refusal) {
            outcome.add("refused: " + refusal.status());
        }
        return outcome;
    }

    private static int[] everyByte(int length) {
        int[] cuts = new int[length];
        Arrays.setAll(cuts, i -> i);
        return cuts;
    }

    @Test
    void pipelinedRequestsComeOneByOne() {
        RequestFramer framer = framer();
        var in = buffer(SEVERAL);
        assertEquals("b", framer.next(in).head().headers().first("A"));
        assertEquals("a\r\n\r\n", text(framer.next(in).body()));
        assertEquals("GET", framer.next(in).head().method());
        assertEquals("abc" + "d".repeat(16), text(framer.next(in).body()));
        assertEquals(900, framer.next(in).body().length);
        assertEquals("/%7B%7D", framer.next(in).head().target());
        assertNull(framer.next(in));
        assertTrue(framer.isIdle());
    }

    @Test
    void whatFollowsAnUpgradeIsLeftToTheNewProtocol() {                         // RFC 9110 §7.8
        var in = buffer(get("Connection: Upgrade\r\nUpgrade: websocket\r\n") + "\u0081\u0005hello");
        assertTrue(framer().next(in).head().headers().hasToken("Upgrade", "websocket"));
        assertEquals(7, in.remaining());
    }

    @Test
    void inputMayBeAnyPartOfAnyArray() {
        var slice = buffer("zz" + get() + "zz").position(1).slice().position(1).limit(1 + get().length());
        assertEquals("/a", framer().next(slice).head().target());
        assertEquals(0, slice.remaining());
    }

    @Test
    void theInputIsNotKept() {
        byte[] piece = bytes(get().substring(0, 20));
        RequestFramer framer = framer();
        assertNull(framer.next(ByteBuffer.wrap(piece)));
        Arrays.fill(piece, (byte) 'z');
        assertEquals("/a", framer.next(buffer(get().substring(20))).head().target());
    }

    @Test
    void theStatesTellWhereARequestStands() {
        RequestFramer framer = framer();
        assertTrue(framer.isIdle());
        framer.next(buffer(""));
        assertTrue(framer.isIdle());
        framer.next(buffer("P"));
        assertFalse(framer.isIdle() || framer.isInBody());
        framer.next(buffer(post("Content-Length: 3\r\n", "").substring(1)));
        assertTrue(framer.isInBody() && !framer.isIdle());
        framer.next(buffer("ab"));
        assertTrue(framer.isInBody() && !framer.isIdle());
        framer.next(buffer("c"));
        assertTrue(framer.isIdle() && !framer.isInBody());
    }

    @Test
    void aClientThatWaitsIsToldToContinueOnce() {                               // RFC 9110 §10.1.1
        RequestFramer framer = framer();
        assertNull(framer.next(buffer(WAITING)));
        assertTrue(framer.awaitsContinue());
        framer.continued();
        assertFalse(framer.awaitsContinue());
        assertEquals("abc", text(framer.next(buffer("abc")).body()));
        assertFalse(framer.awaitsContinue());
    }

    @Test
    void aClientThatDoesNotWaitIsNotTold() {
        RequestFramer framer = framer();
        framer.next(buffer(WAITING));
        framer.next(buffer("a"));
        assertFalse(framer.awaitsContinue());
        RequestFramer other = framer();
        other.next(buffer(WAITING + "a"));
        assertFalse(other.awaitsContinue());
    }

    @Test
    void nobodyWaitsWithoutABodyOrInHttp10() {
        assertFalse(waits(get("Expect: 100-continue\r\n")));
        assertFalse(waits(WAITING.replace("HTTP/1.1", "HTTP/1.0")));
        assertFalse(waits(WAITING.replace("HTTP/1.1", "HTTP/1.0").replace("100-Continue", "something")));
        assertFalse(waits(post("Content-Length: 3\r\n", "")));
        assertTrue(waits(post("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", "")));
    }

    private static boolean waits(String text) {
        RequestFramer framer = framer();
        framer.next(buffer(text));
        return framer.awaitsContinue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"200-ok", "", "100-continue, x", "100-continue\r\nExpect: 100-continue"})
    void otherExpectationsFail(String expectation) {
        assertRefused(417, post("Content-Length: 3\r\nExpect: " + expectation + "\r\n", "abc"));
        assertRefused(417, get("Expect: " + expectation + "\r\n"));
    }

    @Test
    void aBodyOverTheLimitIsNotWaitedFor() {
        assertRefused(413, post("Content-Length: 1001\r\nExpect: 100-continue\r\n", ""));
    }

    @Test
    void byteByByteGivesTheSameRequests() {
        byte[] wire = bytes(SEVERAL);
        List<String> whole = outcome(wire);
        assertEquals(7, whole.size());
        assertEquals(whole, outcome(wire, everyByte(wire.length)));
        for (int cut = 0; cut <= wire.length; cut++) {
            assertEquals(whole, outcome(wire, cut), "cut at " + cut);
        }
    }

    @Test
    void damagedInputGivesTheSameOutcomeHoweverItIsCut() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            byte[] wire = bytes(SEVERAL);
            for (int i = random.nextInt(4); i > 0; i--) {
                wire[random.nextInt(400)] = (byte) "\r\n :;0aF,\0%Z\u00FF".charAt(random.nextInt(13));
            }
            int[] cuts = random.ints(random.nextInt(8), 0, wire.length + 1).sorted().toArray();
            assertEquals(outcome(wire), outcome(wire, cuts), "seed " + seed + ", round " + round);
        }
    }

    @Test
    void randomBytesGiveNothingButRefusals() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        String alphabet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n:0123456789abcdefchunked%\u00FF\0";
        for (int round = 0; round < 5_000; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            for (int i = 0; i < noise.length; i++) {
                boolean plausible = random.nextBoolean();
                noise[i] = (byte) (plausible ? alphabet.charAt(random.nextInt(alphabet.length())) : random.nextInt(256));
            }
            String start = random.nextBoolean() ? "" : random.nextBoolean() ? "GET / HTTP/1.1\r\nHost: x\r\n" : chunked("");
            byte[] wire = bytes(start + text(noise));
            String where = "seed " + seed + ", round " + round;
            List<String> whole = assertDoesNotThrow(() -> outcome(wire), where);        // anything but an HttpException
            assertEquals(whole, outcome(wire, everyByte(wire.length)), where);
        }
    }

    @Test
    void whatIsWrittenForTheServerBehindIsReadTheSame() {
        var in = buffer(SEVERAL);
        RequestFramer framer = framer();
        for (Request request = framer.next(in); request != null; request = framer.next(in)) {
            String canonical = text(RequestWriter.write(request));
            assertEquals(canonical, text(RequestWriter.write(request(canonical))));
        }
    }
}
