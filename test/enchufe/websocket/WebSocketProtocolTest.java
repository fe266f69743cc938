package enchufe.websocket;

import static enchufe.websocket.Frames.FIN;
import static enchufe.websocket.Frames.close;
import static enchufe.websocket.Frames.concat;
import static enchufe.websocket.Frames.hex;
import static enchufe.websocket.Frames.masked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.websocket.FrameHeader.Opcode;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The closing handshake and the answers to pings. */
class WebSocketProtocolTest {
    private static final int TEXT = FIN | Opcode.TEXT;
    private static final int PING = FIN | Opcode.PING;

    private final End server = new End();

    @Test
    void messagesReachTheListener() {
        server.receive(masked(TEXT, "hé"), masked(FIN | Opcode.BINARY, hex("00ff")), masked(FIN | Opcode.PONG, "x"));
        assertEquals(List.of("text hé", "binary 00ff"), server.log);
    }

    @Test
    void aMessageInPiecesOutlivesTheReadsThatBringThem() {
        byte[] stream = concat(masked(Opcode.TEXT, "h"), masked(PING, "1"), masked(FIN, "é"), masked(TEXT, "b"));
        for (byte b : stream) {
            server.receive(new byte[] {b});
        }
        assertEquals(List.of("write 8a0131", "text hé", "text b"), server.log);
    }

    @Test
    void aPingIsAnsweredWithItsPayload() {
        server.receive(masked(PING, "1"), masked(PING, ""), masked(TEXT, "a"));
        assertEquals(List.of("write 8a0131", "write 8a00", "text a"), server.log);
    }

    @Test
    void underCongestionOnlyTheLastPingIsAnswered() {
        server.congested = true;
        server.receive(masked(PING, "1"), masked(PING, "2"), masked(PING, "3"));
        assertEquals(List.of(), server.log);
        server.congested = false;
        server.protocol.onWritable();
        server.protocol.onWritable();
        assertEquals(List.of("write 8a0133"), server.log);
    }

    @Test
    void aPongThatIsOwedIsReplacedByThatOfANewerPing() {
        server.congested = true;
        server.receive(masked(PING, "1"));
        server.congested = false;
        server.receive(masked(PING, "2"));
        server.protocol.onWritable();
        assertEquals(List.of("write 8a0132"), server.log);
    }

    @Test
    void aCloseFrameIsEchoedThenTheServerClosesTcp() {
        server.receive(close(4001, "bye"), masked(TEXT, "too late"), hex("ffff"));
        assertEquals(List.of("last 88050fa1627965", "close transport at once", "closed 4001 bye"), server.log);
    }

    @Test
    void aCloseFrameWithoutACodeIsEchoedWithoutOne() {
        server.receive(masked(FIN | Opcode.CLOSE, ""));
        assertEquals(List.of("last 8800", "close transport at once", "closed 1005 "), server.log);
    }

    @Test
    void ourCloseFrameWaitsForThatOfThePeer() {
        server.protocol.close(1001, "ok");
        assertEquals(List.of("last 880403e96f6b"), server.log);
        server.receive(masked(TEXT, "on its way"), masked(PING, ""), close(1001, ""));
        assertEquals(List.of("text on its way", "close transport at once", "closed 1001 "), server.log.subList(1, 4));
        assertEquals(4, server.log.size());
    }

    @Test
    void closingTwiceSendsOneCloseFrame() {
        server.protocol.close(1000, "");
        server.protocol.close(1001, "");
        assertEquals(List.of("last 880203e8"), server.log);
        server.receive(close(1000, ""));
        server.protocol.close(1001, "");
        server.protocol.onEof("");
        assertEquals(List.of("last 880203e8", "close transport at once", "closed 1000 "), server.log);
    }

    @Test
    void aCloseCodeThatMayNotBeSentIsRefused() {
        for (int code : new int[] {1005, 1006, 1015, 999}) {
            assertThrows(IllegalArgumentException.class, () -> server.protocol.close(code, ""));
        }
        assertThrows(IllegalArgumentException.class, () -> server.protocol.close(1000, "x".repeat(124)));
        assertEquals(List.of(), server.log);
    }

    @ParameterizedTest
    @CsvSource({"8100, 1002", "818111111111ee, 1007", "82ff00000000000f4241, 1009", "888100000000 03, 1002",
        "888200000000 03ed, 1002", "888300000000 03e8ff, 1007"})
    void aViolationFailsTheConnectionWithItsCode(String bytes, int code) {
        server.receive(concat(masked(TEXT, "a"), hex(bytes)), masked(TEXT, "b"));
        server.receive(close(1000, ""));
        server.protocol.onEof("");
        assertEquals(List.of("text a", "last 8802" + Integer.toHexString(0x10000 | code).substring(1), "close transport"),
                server.log.subList(0, 3));
        assertTrue(server.log.get(3).startsWith("closed " + code + " "), server.log.get(3));
        assertEquals(4, server.log.size());
    }

    @Test
    void aViolationDuringTheClosingHandshakeSendsNoSecondCloseFrame() {
        server.protocol.close(1000, "");
        server.receive(hex("8100"));
        assertEquals(List.of("last 880203e8", "close transport", "closed 1002 a frame from a client that is not masked"),
                server.log);
    }

    @Test
    void anEndWithoutACloseFrameIs1006() {
        server.receive(hex("8185"));
        server.protocol.onEof("");
        server.protocol.onEof("");
        assertEquals(List.of("close transport", "closed 1006 "), server.log);
    }

    @Test
    void anEndInsteadOfTheAnswerToOurCloseFrameIs1006() {
        server.protocol.close(1000, "");
        server.protocol.onEof("");
        assertEquals(List.of("last 880203e8", "close transport", "closed 1006 "), server.log);
    }

    @Test
    void theCauseOfACutReachesTheListener() {
        server.protocol.onEof("too slow");
        assertEquals(List.of("close transport", "closed 1006 too slow"), server.log);
    }

    @Test
    void aPingGoesOutAsLongAsNothingIsClosing() {
        server.protocol.ping();
        server.protocol.close(1000, "");
        server.protocol.ping();
        assertEquals(List.of("write 8900", "last 880203e8"), server.log);
    }

    @Test
    void noPongFollowsACloseFrame() {
        server.congested = true;
        server.receive(masked(PING, "1"));
        server.protocol.close(1000, "");
        server.protocol.onWritable();
        assertEquals(List.of("last 880203e8"), server.log);
    }

    @Test
    void aListenerMayCloseOrCutTheConnectionInTheMiddleOfARead() {
        server.onMessage = () -> server.protocol.close(4000, "");
        server.receive(masked(TEXT, "a"), masked(TEXT, "b"));
        assertEquals(List.of("text a", "last 88020fa0", "text b"), server.log);
        server.onMessage = () -> server.protocol.onEof("");
        server.receive(masked(TEXT, "c"), masked(TEXT, "d"));
        assertEquals(List.of("text c", "close transport", "closed 1006 "), server.log.subList(3, 6));
        assertEquals(6, server.log.size());
    }

    @Test
    void everyByteIsConsumedEvenAfterTheEnd() {
        var in = ByteBuffer.wrap(concat(hex("8100"), new byte[20]));
        server.protocol.receive(in);
        assertFalse(in.hasRemaining());
        in.clear();
        server.protocol.receive(in);
        assertFalse(in.hasRemaining());
    }
}
