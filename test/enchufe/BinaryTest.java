package enchufe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BinaryTest {
    record Picture(String name, byte[] pixels) {}

    private final SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    @Test
    void binaryDataMayBeAnywhereInWhatIsSent() {
        var picture = new LinkedHashMap<String, Object>();
        picture.put("all", new byte[] {0, -1});
        picture.put("list", List.of(ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2), new Picture("none", new byte[0])));
        io.onConnection(socket -> {
            socket.emit("out", picture, "end");
            socket.on("ask", (args, ack) -> ack.send(new byte[] {4}, 1));
        }).listen(0);
        try (var client = TestClient.connect(io)) {
            client.expect("53-['out',{'all':{'_placeholder':true,'num':0},'list':[{'_placeholder':true,'num':1},"
                    + "{'name':'none','pixels':{'_placeholder':true,'num':2}}]},'end']");
            client.expectBytes(0, 255).expectBytes(2, 3).expectBytes();
            client.send("27[\"ask\"]").expect("61-7[{'_placeholder':true,'num':0},1]").expectBytes(4);
        }
    }

    @Test
    void binaryDataMayBeAnywhereInWhatComes() {
        io.onConnection(socket -> {
            socket.on("in", args -> {
                seen.add(args.getBytes(0));
                seen.add(args.getMap(1).get("deep"));
            });
            socket.on("picture", Picture.class, picture -> seen.add(picture.pixels()));
        }).listen(0);
        try (var client = TestClient.connect(io)) {
            client.send("52-[\"in\",{\"_placeholder\":true,\"num\":1},{\"deep\":{\"_placeholder\":true,\"num\":0}}]");
            client.send((byte) 1).send();
            assertArrayEquals(new byte[0], (byte[]) Soon.take(seen));
            assertArrayEquals(new byte[] {1}, (byte[]) Soon.take(seen));
            client.send("51-[\"picture\",{\"name\":\"p\",\"pixels\":{\"_placeholder\":true,\"num\":0}}]");
            client.send((byte) 9, (byte) 8);
            assertArrayEquals(new byte[] {9, 8}, (byte[]) Soon.take(seen));
        }
    }

    @Test
    void soManyAttachmentsMayComeAndNoMore() {
        io.onConnection(socket -> {
            socket.on("in", args -> seen.add(args.size()));
            socket.onDisconnect(seen::add);
        }).listen(0);
        var client = TestClient.connect(io);
        for (int count : new int[] {10, 11}) {
            var packet = new StringBuilder("5" + count + "-[\"in\"");
            for (int i = 0; i < count; i++) {
                packet.append(",{\"_placeholder\":true,\"num\":").append(i).append('}');
            }
            client.send(packet.append(']').toString());
            for (int i = 0; i < count && count <= 10; i++) {
                client.send((byte) i);
            }
        }
        assertEquals(10, Soon.take(seen));
        assertEquals(DisconnectReason.FORCED_CLOSE, Soon.take(seen));
        client.closeCode();
    }

    @Test
    void aTextAndItsAttachmentsStayTogetherHoweverManyThreadsEmit() throws InterruptedException {
        int threads = 4;
        int events = 200;
        io.listen(0);
        try (var one = TestClient.connect(io); var two = TestClient.connect(io)) {
            var start = new CountDownLatch(1);
            for (byte t = 0; t < threads; t++) {
                byte thread = t;
                new Thread(() -> {
                    Soon.await(start);
                    for (int i = 0; i < events; i++) {
                        io.emit("e", thread, new byte[] {thread, (byte) i}, "x", new byte[] {thread, (byte) i, 1});
                    }
                }).start();
            }
            start.countDown();
            for (TestClient client : List.of(one, two)) {
                int[] next = new int[threads];
                for (int i = 0; i < threads * events; i++) {
                    String packet = client.next();
                    Matcher event = Pattern.compile("52-\\[\"e\",(\\d),.*").matcher(packet);
                    assertTrue(event.matches(), packet);
                    int thread = Integer.parseInt(event.group(1));
                    client.expectBytes(thread, next[thread]).expectBytes(thread, next[thread]++, 1);
                }
                assertEquals("[200, 200, 200, 200]", Arrays.toString(next));
            }
        }
    }
}
