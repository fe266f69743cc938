package enchufe.packet;

import static enchufe.packet.Packet.NO_ID;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.json.JsonReader;
import enchufe.json.StackOf;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Vectors are those of socket.io-protocol 5, "Packet encoding", and of the tests of socket.io-parser 4.2. */
class PacketDecoderTest {
    private PacketDecoder decoder = new PacketDecoder(10, Long.MAX_VALUE);

    private Packet text(String text) {
        return decoder.text(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private Packet binary(int... bytes) {
        var data = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            data.put((byte) b);
        }
        return decoder.binary(data.flip());
    }

    private void decodes(PacketType type, String namespace, long id, Object data, String text) {
        assertEquals(new Packet(type, namespace, id, data), text(text));
    }

    private void refuses(String... texts) {
        for (String text : texts) {
            assertThrows(PacketException.class, () -> text(text), text);
        }
    }

    @Test
    void decodesConnect() {
        decodes(PacketType.CONNECT, "/", NO_ID, null, "0");
        decodes(PacketType.CONNECT, "/admin", NO_ID, null, "0/admin,");
        decodes(PacketType.CONNECT, "/admin", NO_ID, null, "0/admin");
        decodes(PacketType.CONNECT, "/", NO_ID, Map.of("token", "123"), "0{\"token\":\"123\"}");
        decodes(PacketType.CONNECT, "/admin", NO_ID, Map.of("sid", "oSO0OpakMV_3jnilAAAA"),
                "0/admin,{\"sid\":\"oSO0OpakMV_3jnilAAAA\"}");
    }

    @Test
    void decodesConnectError() {
        decodes(PacketType.CONNECT_ERROR, "/", NO_ID, Map.of("message", "Not authorized"),
                "4{\"message\":\"Not authorized\"}");
        decodes(PacketType.CONNECT_ERROR, "/", NO_ID, null, "4");
        decodes(PacketType.CONNECT_ERROR, "/woot", NO_ID, "Unauthorized", "4/woot,\"Unauthorized\"");
    }

    @Test
    void decodesDisconnect() {
        decodes(PacketType.DISCONNECT, "/", NO_ID, null, "1");
        decodes(PacketType.DISCONNECT, "/admin", NO_ID, null, "1/admin,");
    }

    @Test
    void decodesEvents() {
        decodes(PacketType.EVENT, "/", NO_ID, List.of("foo"), "2[\"foo\"]");
        decodes(PacketType.EVENT, "/admin", NO_ID, List.of("bar"), "2/admin,[\"bar\"]");
        decodes(PacketType.EVENT, "/", 12, List.of("foo"), "212[\"foo\"]");
        decodes(PacketType.EVENT, "/test", 1, List.of("a", 1L, Map.of()), "2/test,1[\"a\",1,{}]");
        decodes(PacketType.EVENT, "/é€", 0, List.of(""), "2/é€,0[\"\"]");
    }

    @Test
    void anEventsNameMayBeANumber() {
        Packet packet = text("2[1,\"a\",{}]");
        assertEquals(List.of(1L, "a", Map.of()), packet.list());
        assertEquals("1", packet.event());
        assertEquals("1", text("2[1.0]").event());          // JSON of others than JavaScript
        assertEquals("1e+21", text("2[1e21]").event());
    }

    @Test
    void decodesAcknowledgements() {
        decodes(PacketType.ACK, "/admin", 13, List.of("bar"), "3/admin,13[\"bar\"]");
        decodes(PacketType.ACK, "/", 123, List.of(), "3123[]");
        decodes(PacketType.ACK, "/", NO_ID, List.of(), "3[]");
        decodes(PacketType.ACK, "/", 0, List.of(), "30[]");
    }

    @Test
    void aQueryBelongsToTheNamespaceAsInNode() {
        decodes(PacketType.CONNECT, "/admin?token=x&a=1", NO_ID, null, "0/admin?token=x&a=1,");
    }

    @Test
    void decodesBinaryEvents() {
        assertNull(text("51-[\"baz\",{\"_placeholder\":true,\"num\":0}]"));
        Packet packet = binary(1, 2, 3, 4);
        assertEquals(PacketType.EVENT, packet.type());
        assertEquals("baz", packet.event());
        assertArrayEquals(new byte[] {1, 2, 3, 4}, (byte[]) packet.list().get(1));
    }

    @Test
    void decodesSeveralAttachmentsDeepInAnAcknowledgement() {
        assertNull(text("62-/admin,15[{\"a\":[{\"_placeholder\":true,\"num\":1}],\"b\":null},"
                + "{\"num\":0,\"_placeholder\":true}]"));
        assertNull(binary(1, 2));
        Packet packet = binary();
        assertEquals(PacketType.ACK, packet.type());
        assertEquals("/admin", packet.namespace());
        assertEquals(15, packet.id());
        Object first = ((List<?>) ((Map<?, ?>) packet.list().get(0)).get("a")).get(0);
        assertArrayEquals(new byte[0], (byte[]) first);
        assertArrayEquals(new byte[] {1, 2}, (byte[]) packet.list().get(1));
    }

    @Test
    void anAttachmentMayBeSharedOrUnused() {
        text("52-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]");
        binary(7);
        Packet packet = binary(8);
        assertSame(packet.list().get(1), packet.list().get(2));
    }

    @Test
    void anAttachmentIsCopiedUnlessItIsTheWholeArray() {
        text("51-[\"a\",{\"_placeholder\":true,\"num\":0}]");
        var data = ByteBuffer.wrap(new byte[] {0, 1, 2, 3}, 1, 2);
        Packet packet = decoder.binary(data);
        data.array()[1] = 9;
        assertArrayEquals(new byte[] {1, 2}, (byte[]) packet.list().get(1));
        text("51-[\"a\",{\"_placeholder\":true,\"num\":0}]");
        assertSame(data.array(), decoder.binary(ByteBuffer.wrap(data.array())).list().get(1));
        text("51-[\"a\",{\"_placeholder\":true,\"num\":0}]");
        assertArrayEquals(new byte[4], (byte[]) decoder.binary(ByteBuffer.allocate(4).asReadOnlyBuffer()).list().get(1));
    }

    @Test
    void theNumberOfAPlaceholderIsTheSameHoweverItIsWritten() {
        for (String one : List.of("1", "1.0", "1e0", "10e-1")) {
            text("52-[\"a\",{\"_placeholder\":true,\"num\":" + one + "}]");
            binary(1);
            assertArrayEquals(new byte[] {2}, (byte[]) binary(2).list().get(1), one);
        }
    }

    @Test
    void placeholdersOfPlainEventsAreOrdinaryObjects() {
        var placeholder = Map.of("_placeholder", true, "num", 0L);
        decodes(PacketType.EVENT, "/", NO_ID, List.of("a", placeholder), "2[\"a\",{\"_placeholder\":true,\"num\":0}]");
    }

    @Test
    void whatOnlyLooksLikeAPlaceholderIsLeftAlone() {
        text("51-[\"a\",{\"_placeholder\":1,\"num\":9},{\"__proto__\":{\"_placeholder\":true,\"num\":0}}]");
        Packet packet = binary(1);
        assertEquals(Map.of("_placeholder", 1L, "num", 9L), packet.list().get(1));
        assertEquals(Set.of("__proto__"), ((Map<?, ?>) packet.list().get(2)).keySet());
    }

    @Test
    void refusesPlaceholdersOfNoAttachment() {
        for (String number : List.of("1", "-1", "\"splice\"", "null", "0.5", "4294967296")) {
            text("51-[\"a\",{\"_placeholder\":true,\"num\":" + number + "}]");
            assertThrows(PacketException.class, () -> binary(1), number);
        }
        text("51-[\"a\",{\"_placeholder\":true}]");
        assertThrows(PacketException.class, () -> binary(1));
    }

    @Test
    void refusesMessagesOutOfTurn() {
        assertThrows(PacketException.class, () -> binary(1));
        text("51-[\"a\"]");
        refuses("2[\"a\"]");
        decoder = new PacketDecoder(10, Long.MAX_VALUE);
        decodes(PacketType.EVENT, "/", NO_ID, List.of("a"), "2[\"a\"]");
        assertThrows(PacketException.class, () -> binary(1));
    }

    @Test
    void refusesUnknownTypes() {
        refuses("", "7", "999", "a", "-1", " 2[\"a\"]", "[\"a\"]", "é");
    }

    @Test
    void refusesPayloadsOfTheWrongKind() {
        refuses("442[\"some\",\"data\"", "0/admin,\"invalid\"", "0[]", "0null", "1/admin,{}", "1[]",
                "2/admin,\"invalid", "2/admin,{}", "2[{\"toString\":\"foo\"}]", "2[true,\"foo\"]",
                "2[null,\"bar\"]", "2[[\"a\"]]", "2[]", "2null",
                "3{}", "3\"a\"", "4[]", "4null", "2[\"a\"]]", "2[\"a\"],", "2/admin[\"a\"]");
        refuses("2", "2/admin,", "212", "3", "31", "51-", "61-1");      // "the payload is mandatory"
    }

    @Test
    void refusesReservedEvents() {
        for (String event : List.of("connect", "connect_error", "disconnect", "disconnecting", "newListener",
                "removeListener")) {
            refuses("2[\"" + event + "\"]", "51-[\"" + event + "\",1]");
            assertTrue(Packet.isReserved(event));
        }
        assertFalse(Packet.isReserved("connection"));
        assertEquals("error", text("2[\"error\"]").event());
    }

    @Test
    void refusesIllegalNumbersOfAttachments() {
        refuses("5", "51", "5a-", "51.23-", "5-[\"a\"]", "50-[\"a\"]", "5-1-[\"a\"]", "51e1-[\"a\"]", "5 1-[\"a\"]",
                "59999999999999999999-[\"a\"]", "6-[]");
    }

    @Test
    void attachmentsAreLimited() {
        assertNull(text("510-[\"a\"]"));
        decoder = new PacketDecoder(10, Long.MAX_VALUE);
        refuses("511-[\"a\"]");
        var strict = new PacketDecoder(2, Long.MAX_VALUE);
        assertThrows(PacketException.class, () -> strict.text(ByteBuffer.wrap("53-[\"a\"]".getBytes(UTF_8))));
    }

    @Test
    void namespacesAreLimited() {
        String longest = "/" + "n".repeat(PacketDecoder.MAX_NAMESPACE_LENGTH - 1);
        decodes(PacketType.DISCONNECT, longest, NO_ID, null, "1" + longest + ",");
        refuses("1" + longest + "n,", "0/" + "n".repeat(1_000_000));
    }

    @Test
    void idsAreLimited() {
        String longest = "9".repeat(PacketDecoder.MAX_ID_DIGITS);
        decodes(PacketType.ACK, "/", Long.parseLong(longest), List.of(), "3" + longest + "[]");
        refuses("3" + longest + "9[]", "3-1[]");
    }

    @Test
    void depthIsLimited() throws InterruptedException {
        int most = JsonReader.MAX_DEPTH - 1;            // the list of arguments is a level, too
        String deepest = "51-[\"a\"," + "[".repeat(most) + "]".repeat(most) + "]";
        StackOf.kilobytes(256, () -> {
            assertNull(text(deepest));
            assertEquals("a", binary(1).event());
        });
        refuses("2[\"a\"," + "[".repeat(most + 1) + "]".repeat(most + 1) + "]");
    }

    @Test
    void theHeapThatAPayloadTakesIsLimited() {
        String payload = "[\"a\",{}]";
        text("2" + payload);
        long bytes = decoder.heapBytes();
        decoder = new PacketDecoder(10, bytes);
        decodes(PacketType.EVENT, "/", -1, List.of("a", Map.of()), "2" + payload);
        decoder = new PacketDecoder(10, bytes - 1);
        var refusal = assertThrows(PacketException.class, () -> text("2" + payload));
        assertEquals("heap", refusal.limit());
        assertTrue(refusal.getMessage().contains("take more than " + (bytes - 1) + " bytes of the heap: a larger heap (-Xmx)"),
                refusal::getMessage);
    }

    @Test
    void readsFromTheMiddleOfAnArray() {
        byte[] bytes = "42[\"a\"]x".getBytes(UTF_8);
        assertEquals(List.of("a"), decoder.text(ByteBuffer.wrap(bytes, 1, 6)).list());
        assertEquals(List.of("a"), decoder.text(ByteBuffer.wrap(bytes, 1, 6).slice()).list());
    }

    @Test
    void randomMessagesGiveAPacketOrAPacketException() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        byte[] alphabet = "0123456-/,[]{}\":atrue\\_\u00c3\u00a9".getBytes(ISO_8859_1);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(16)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = alphabet[random.nextInt(alphabet.length)];
            }
            try {
                ByteBuffer message = ByteBuffer.wrap(bytes);
                if (i % 4 == 0) {
                    decoder.binary(message);
                } else {
                    decoder.text(message);
                }
            } catch (PacketException expected) {
                decoder = new PacketDecoder(10, Long.MAX_VALUE);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(bytes, ISO_8859_1), e);
            }
        }
    }
}
