package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens around an upgrade, in whatever order: nothing is lost, duplicated or reordered, in either direction. */
class UpgradeOrderTest {

    @Test
    void messagesSurviveEveryInterleaving() {
        long seed = System.nanoTime();
        for (int round = 0; round < 1_000; round++) {
            var run = new Run(new Random(seed + round));
            try {
                run.play();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + (seed + round), e);
            }
        }
    }

    /** A client that follows the protocol, and a server that sends at any time. */
    private static final class Run {
        private final Random random;
        private final Fixture f = new Fixture();
        private final List<String> serverSent = new ArrayList<>();
        private final List<String> clientSent = new ArrayList<>();
        private final List<String> clientReceived = new ArrayList<>();
        private final List<String> outgoing = new ArrayList<>();    // the client's, not sent yet
        private FakeLoopExchange poll;
        private FakeLoopExchange post;
        private FakeWebSocket socket;
        private boolean paused;             // since 3probe the client begins no further request
        private boolean upgraded;

        Run(Random random) {
            this.random = random;
        }

        void play() {
            f.openPolling();
            int steps = random.nextInt(120);
            for (int i = 0; i < steps; i++) {
                step(random.nextInt(13));
            }
            for (int i = 0; i < 20; i++) {          // everybody finishes what has begun
                for (int what : new int[] {3, 4, 5, 6, 7, 9, 10, 11}) {
                    step(what);
                }
            }
            assertEquals(serverSent, clientReceived);
            assertEquals(clientSent, f.listener.events().stream().filter(event -> !event.startsWith("(")).toList());
            assertEquals(0, f.session.queuedBytes());
            assertEquals(1, f.server.sessions());
        }

        private void step(int what) {
            switch (what) {
                case 0 -> f.session.send(newMessage());
                case 1 -> f.loop.outside(() -> f.session.send(newMessage()));
                case 2 -> {
                    clientSent.add("c" + clientSent.size());
                    outgoing.add("4c" + (clientSent.size() - 1));
                }
                case 3 -> beginPost();
                case 4 -> endPost();
                case 5 -> beginPoll();
                case 6 -> endPoll();
                case 7 -> f.loop.run();
                case 8 -> connect();
                case 9 -> readSocket();
                case 10 -> completeUpgrade();
                case 11 -> sendOverSocket();
                case 12 -> loseSocket();
                default -> throw new AssertionError(what);
            }
        }

        private Message newMessage() {
            String text = "s" + serverSent.size();
            serverSent.add(text);
            return random.nextBoolean() ? EnginePacket.text(text)
                    : EnginePacket.binary(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }

        private void beginPost() {
            if (post == null && !paused && !upgraded && !outgoing.isEmpty()) {
                post = new FakeLoopExchange("POST", Fixture.POLLING + "&sid=" + f.session.id(),
                        String.join("\u001e", outgoing).getBytes(UTF_8)).withBodyLater();
                outgoing.clear();
                f.server.handle(post);
            }
        }

        private void endPost() {
            if (post != null) {
                post.bodyArrives();
                assertEquals("200 ok", post.answer());
                post = null;
            }
        }

        private void beginPoll() {
            if (poll == null && !paused && !upgraded) {
                poll = f.poll();
            }
        }

        private void endPoll() {
            if (poll != null && poll.isCompleted()) {
                String answer = poll.answer();
                assertEquals("200 ", answer.substring(0, 4));
                for (String packet : answer.substring(4).split("\u001e")) {
                    receive(packet);
                }
                poll = null;
            }
        }

        private void connect() {
            if (socket == null) {
                socket = f.connectForUpgrade();
                socket.receive("2probe");
            }
        }

        private void readSocket() {
            if (socket != null) {
                socket.sent().forEach(this::receive);
            }
        }

        private void receive(String packet) {
            switch (packet.charAt(0)) {
                case '4' -> clientReceived.add(packet.substring(1));
                case 'b' -> clientReceived.add(new String(Base64.getDecoder().decode(packet.substring(1)), UTF_8));
                case '3' -> paused = true;
                default -> assertEquals("6", packet);
            }
        }

        private void completeUpgrade() {
            if (paused && !upgraded && poll == null && post == null) {
                upgraded = true;
                socket.receive("5");
            }
        }

        private void sendOverSocket() {
            if (upgraded && !outgoing.isEmpty()) {
                socket.receive(outgoing.toArray(String[]::new));
                outgoing.clear();
            }
        }

        private void loseSocket() {
            if (socket != null && !upgraded && random.nextInt(3) == 0) {
                socket.ends(1006);
                socket = null;
                paused = false;
            }
        }
    }

    @Test
    void threadsThatSendMeanwhileKeepTheirOrder() throws InterruptedException {
        var f = new Fixture().openPolling();
        var threads = List.of(sender(f, "a"), sender(f, "b"));
        var received = new ArrayList<String>();
        threads.forEach(Thread::start);
        while (received.size() < EACH) {            // half of what will come
            var poll = f.poll();
            while (!poll.isCompleted()) {
                f.loop.run();
                Thread.onSpinWait();
            }
            received.addAll(List.of(poll.answer().substring(4).split("\u001e")));
        }
        var socket = f.connectForUpgrade();
        socket.receive("2probe", "5");
        for (Thread thread : threads) {
            thread.join();
        }
        received.addAll(socket.sent());
        for (String name : List.of("a", "b")) {
            assertEquals(expected(name), received.stream().filter(packet -> packet.startsWith("4" + name)).toList());
        }
    }

    @Test
    void aThreadThatSendsDuringTheMoveComesBehindWhatWaited() throws InterruptedException {
        var f = new Fixture().openPolling();
        f.session.send(EnginePacket.text("a"));
        f.session.send(EnginePacket.text("b"));
        var socket = f.connectForUpgrade();
        socket.receive("2probe");
        var thread = new Thread(() -> f.session.send(EnginePacket.text("c")));
        socket.beforeSend = () -> {
            thread.start();
            while (thread.getState() != Thread.State.BLOCKED && thread.getState() != Thread.State.TERMINATED) {
                Thread.onSpinWait();
            }
        };
        socket.receive("5");
        thread.join();
        assertEquals(List.of("3probe", "4a", "4b", "4c"), socket.sent());
    }

    private static final int EACH = 20_000;

    private static Thread sender(Fixture f, String name) {
        return new Thread(() -> expected(name).forEach(packet -> f.session.send(EnginePacket.text(packet.substring(1)))));
    }

    private static List<String> expected(String name) {
        var packets = new ArrayList<String>();
        for (int i = 0; i < EACH; i++) {
            packets.add("4" + name + i);
        }
        return packets;
    }
}
