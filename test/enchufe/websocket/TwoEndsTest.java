package enchufe.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A client's core and a server's core talk to each other without a network. */
class TwoEndsTest {
    private final Side clientSide = Side.client(new Random(6455)::nextInt);
    private final End client = new End(clientSide);
    private final End server = new End(Side.SERVER);

    /** Carries bytes in both directions until nobody has anything to say; a closed transport ends the other end's input. */
    private void talk() {
        while (!client.sent.isEmpty() || !server.sent.isEmpty()) {
            carry(client, server);
            carry(server, client);
        }
    }

    private static void carry(End from, End to) {
        for (byte[] frame = from.sent.poll(); frame != null; frame = from.sent.poll()) {
            to.receive(frame);
        }
        if (from.transportClosed) {
            to.protocol.onEof("");
        }
    }

    private static List<String> heard(End end) {
        return end.log.stream().filter(line -> !line.startsWith("write") && !line.startsWith("last")).toList();
    }

    @Test
    void messagesOfEverySizeCrossInBothDirections() {
        for (int length : new int[] {0, 1, 125, 126, 65_535, 65_536}) {
            client.sent.add(clientSide.frame(Message.text("é".repeat(length / 2))));
            server.sent.add(Side.SERVER.frame(Message.binary(ByteBuffer.allocate(length))));
            talk();
            assertEquals("text " + "é".repeat(length / 2), server.log.get(server.log.size() - 1));
            assertEquals("binary " + "00".repeat(length), client.log.get(client.log.size() - 1));
        }
    }

    @Test
    void theServerEndsTheConversation() {
        server.protocol.close(1001, "restart");
        talk();
        assertEquals(List.of("closed 1001 restart"), heard(client));
        assertEquals(List.of("close transport at once", "closed 1001 restart"), heard(server));
    }

    @Test
    void theClientEndsTheConversation() {
        client.sent.add(clientSide.frame(Message.text("last words")));
        client.protocol.close(4000, "bye");
        talk();
        assertEquals(List.of("text last words", "close transport at once", "closed 4000 bye"), heard(server));
        assertEquals(List.of("closed 4000 bye"), heard(client));
    }

    @Test
    void bothEndTheConversationAtOnce() {
        client.protocol.close(4001, "c");
        server.protocol.close(4002, "s");
        talk();
        assertEquals(List.of("close transport at once", "closed 4001 c"), heard(server));
        assertEquals(List.of("closed 4002 s"), heard(client));
    }

    @Test
    void aClientThatBreaksTheRulesLearnsTheCode() {
        client.sent.add(Side.SERVER.frame(Message.text("not masked")));
        talk();
        assertEquals(List.of("closed 1002 "), heard(client));
        assertEquals(List.of("close transport", "closed 1002 a frame from a client that is not masked"), heard(server));
    }
}
