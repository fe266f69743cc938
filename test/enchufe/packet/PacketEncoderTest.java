package enchufe.packet;

import static enchufe.packet.Packet.NO_ID;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.json.RandomValues;
import enchufe.json.UnsendableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.lang.Thread;
import org.junit.jupiter.api.Test;

/** Vectors are those of socket.io-protocol 5, "Packet encoding", and of the tests of socket.io-parser 4.2. */
class PacketEncoderTest {
    private final PacketEncoder encoder = new PacketEncoder();

    @Test
    void encodesEvents() {
        assertEquals("2[\"foo\"]", encoder.event("/", NO_ID, "foo").text());
        assertEquals("2/admin,[\"bar\"]", encoder.event("/admin", NO_ID, "bar").text());
        assertEquals("212[\"foo\"]", encoder.event("/", 12, "foo").text());
        assertEquals("2/test,1[\"a\",1,{}]", encoder.event("/test", 1, "a", 1, Map.of()).text());
        assertEquals("2/é,0[\"\\\"\",null]", encoder.event("/é", 0, "\"", (Object) null).text());
    }

    @Test
    void encodesAcknowledgements() {
        assertEquals("3/admin,13[\"bar\"]", encoder.ack("/admin", 13, "bar").text());
        assertEquals("3123[\"a\",1,{}]", encoder.ack("/", 123, "a", 1, Map.of()).text());
        assertEquals("30[]", encoder.ack("/", 0).text());
    }

    @Test
    void encodesConnect() {
        record Granted(String sid) {}
        assertEquals("0", encoder.connect("/", null).text());
        assertEquals("0/admin,", encoder.connect("/admin", null).text());
        assertEquals("0/admin,{\"sid\":\"oSO0OpakMV_3jnilAAAA\"}",
                encoder.connect("/admin", new Granted("oSO0OpakMV_3jnilAAAA")).text());
        assertEquals("0/woot,{\"token\":\"123\"}", encoder.connect("/woot", Map.of("token", "123")).text());
    }

    @Test
    void encodesConnectErrors() {
        assertEquals("4{\"message\":\"Not authorized\"}", encoder.connectError("/", "Not authorized", null).text());
        assertEquals("4/admin,{\"message\":\"no\",\"data\":{\"code\":4001}}",
                encoder.connectError("/admin", "no", Map.of("code", 4001)).text());
    }

    @Test
    void encodesDisconnect() {
        assertEquals("1", encoder.disconnect("/").text());
        assertEquals("1/admin,", encoder.disconnect("/admin").text());
    }

    @Test
    void encodesBinaryDataAsAttachments() {
        var packet = encoder.event("/admin", NO_ID, "baz", new byte[] {1, 2}, ByteBuffer.wrap(new byte[] {3, 4, 5}, 0, 2));
        assertEquals("52-/admin,[\"baz\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
                packet.text());
        assertEquals(List.of(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3, 4})), packet.attachments());

        var ack = encoder.ack("/", 15, "bar", Map.of("deep", List.of(new byte[] {1})));
        assertEquals("61-15[\"bar\",{\"deep\":[{\"_placeholder\":true,\"num\":0}]}]", ack.text());
        assertEquals(1, ack.attachments().size());
        assertEquals(2, packet.attachments().size(), "attachments stay as they are when the encoder goes on");
    }

    @Test
    void theNumberOfAttachmentsMayHaveSeveralDigits() {
        var packet = encoder.event("/", 7, "a", Collections.nCopies(123, new byte[1]));
        assertTrue(packet.text().startsWith("5123-7[\"a\",[{\"_placeholder\":true,\"num\":0},"), packet.text());
        assertTrue(packet.text().endsWith("\"num\":122}]]"), packet.text());
    }

    @Test
    void onlyEventsAndAcknowledgementsCarryBinaryData() {
        var e = assertThrows(IllegalArgumentException.class, () -> encoder.connect("/", Map.of("x", new byte[1])));
        assertEquals("a CONNECT packet cannot carry binary data", e.getMessage());
    }

    @Test
    void whatCannotBeSentIsNamedWithItsArgument() {
        var e = assertThrows(UnsendableException.class,
                () -> encoder.event("/", NO_ID, "say", "x", Map.of("id", new Thread())));
        assertTrue(e.getMessage().startsWith("argument 1 of \"say\": id: cannot send a java.lang.Thread: "), e.getMessage());
        e = assertThrows(UnsendableException.class, () -> encoder.ack("/", 1, new Object()));
        assertTrue(e.getMessage().startsWith("argument 0 of the answer: cannot send a java.lang.Object: "), e.getMessage());
        assertEquals("2[\"a\"]", encoder.event("/", NO_ID, "a").text(), "the encoder works on");
    }

    @Test
    void anAccessorThatEncodesItselfIsTold() {
        Iterable<Object> nested = () -> {
            encoder.event("/", NO_ID, "inner");
            return List.of().iterator();
        };
        var error = assertThrows(UnsendableException.class, () -> encoder.event("/", NO_ID, "outer", nested));
        assertInstanceOf(IllegalStateException.class, error.getCause());
        assertTrue(error.getMessage().endsWith("what is being sent sends something itself, in an accessor or an iterator"));
        assertEquals("2[\"a\"]", encoder.event("/", NO_ID, "a").text());
    }

    @Test
    void encodingLeavesItsArgumentsAlone() {
        var data = ByteBuffer.allocate(8).position(2).limit(5);
        var list = new ArrayList<Object>(List.of(data));
        encoder.event("/", NO_ID, "a", list);
        assertEquals(List.of(data), list);
        assertEquals(2, data.position());
        assertEquals(5, data.limit());
    }

    @Test
    void whatIsEncodedDecodesToTheSame() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var values = new RandomValues(random, true);
        var decoder = new PacketDecoder(1_000, Long.MAX_VALUE);
        for (int i = 0; i < 3_000; i++) {
            String namespace = random.nextBoolean() ? "/" : "/né" + random.nextInt(100);
            long id = random.nextInt(3) - 1;
            Object[] arguments = {values.value(3), values.value(3), values.text()};
            boolean event = id < 0 || random.nextBoolean();
            var encoded = event ? encoder.event(namespace, id, "n" + arguments[2], arguments)
                    : encoder.ack(namespace, id, arguments);
            Packet packet = decode(decoder, encoded);

            var expected = new ArrayList<Object>(Arrays.asList(arguments));
            if (event) {
                expected.add(0, "n" + arguments[2]);
            }
            assertEquals(event ? PacketType.EVENT : PacketType.ACK, packet.type());
            assertEquals(namespace, packet.namespace());
            assertEquals(id, packet.id());
            assertEquals(comparable(expected), comparable(packet.data()), () -> "seed " + seed);
        }
    }

    private static Packet decode(PacketDecoder decoder, EncodedPacket encoded) {
        Packet packet = decoder.text(ByteBuffer.wrap(encoded.array(), encoded.from(), encoded.to() - encoded.from()));
        for (ByteBuffer attachment : encoded.attachments()) {
            assertNull(packet);
            packet = decoder.binary(attachment);
        }
        return packet;
    }

    /** Binary data compares as buffers, which have an equals. */
    private static Object comparable(Object value) {
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(PacketEncoderTest::comparable).toList();
        }
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<Object, Object>();
            map.forEach((name, member) -> copy.put(name, comparable(member)));
            return copy;
        }
        return value;
    }
}
