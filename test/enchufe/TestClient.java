package enchufe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client over a WebSocket that shows Socket.IO packets as they are on the wire. It answers pings unless told not to. */
final class TestClient implements AutoCloseable {
    /**
     * Listeners run on the thread that reads: as long as a listener of the JDK's client runs elsewhere, that client forgets the end
     * of a connection that has no close frame.
     */
    private static final HttpClient HTTP = HttpClient.newBuilder().executor(Runnable::run).build();
    private static final Pattern QUESTION = Pattern.compile("2(/[^,]*,)?(\\d+)\\[.*");

    private final LinkedBlockingQueue<Object> incoming = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> opened = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final WebSocket socket;
    private final boolean answersPings;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);     // the last one; under the monitor

    private TestClient(int port, String pathAndQuery, boolean answersPings, String... headers) {
        this.answersPings = answersPings;
        var builder = HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("Sec-WebSocket-Protocol")) {
                String[] offered = headers[i + 1].split(",");
                builder.subprotocols(offered[0], Arrays.copyOfRange(offered, 1, offered.length));
            } else {
                builder.header(headers[i], headers[i + 1]);
            }
        }
        try {
            socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + pathAndQuery), new Incoming()).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e.getCause());
        }
    }

    /** Opens a WebSocket at a path; headers are names and values in turn. */
    static TestClient at(SocketIOServer io, String pathAndQuery, String... headers) {
        return new TestClient(io.port(), pathAndQuery, true, headers);
    }

    /** Opens an Engine.IO session, and connects to no namespace yet. */
    static TestClient open(SocketIOServer io, String... headers) {
        var client = at(io, "/socket.io/?EIO=4&transport=websocket", headers);
        Soon.get(client.opened);
        return client;
    }

    /** Connects to the main namespace of a server elsewhere. */
    static TestClient connect(int port) {
        var client = open(port);
        client.join("/");
        return client;
    }

    /** Opens an Engine.IO session of a server elsewhere, and connects to no namespace yet. */
    static TestClient open(int port) {
        var client = new TestClient(port, "/socket.io/?EIO=4&transport=websocket", true);
        Soon.get(client.opened);
        return client;
    }

    /** Opens an Engine.IO session and never answers a ping. */
    static TestClient silent(SocketIOServer io) {
        return new TestClient(io.port(), "/socket.io/?EIO=4&transport=websocket", false);
    }

    /** Connects to the main namespace. */
    static TestClient connect(SocketIOServer io) {
        return connect(io.port());
    }

    /** Connects to a namespace, and returns the socket's id. */
    String join(String namespace) {
        return join(namespace, "");
    }

    /** Connects to a namespace with credentials, and returns the socket's id. */
    String join(String namespace, String auth) {
        send("0" + (namespace.equals("/") ? "" : namespace + ",") + auth);
        Matcher answer = Pattern.compile("0(/[^,]*,)?\\{\"sid\":\"([^\"]+)\"}").matcher(next());
        assertTrue(answer.matches(), "not connected to " + namespace + ": " + answer);
        return answer.group(2);
    }

    /** Sends an event of the main namespace: its name and arguments as a JSON array. */
    TestClient emit(String json) {
        return send("2" + json.replace('\'', '"'));
    }

    /** Sends a Socket.IO packet. */
    TestClient send(String packet) {
        return sendText("4" + packet);
    }

    /** Sends a text message as it is. */
    TestClient sendText(String text) {
        inTurn(() -> socket.sendText(text, true)).join();
        return this;
    }

    /** Sends a binary message. */
    TestClient send(byte... data) {
        inTurn(() -> socket.sendBinary(ByteBuffer.wrap(data), true)).join();
        return this;
    }

    /** Sends when what was sent before has gone: the JDK's client takes one at a time, and pongs come in between. */
    private synchronized CompletableFuture<?> inTurn(Supplier<CompletableFuture<WebSocket>> send) {
        sending = sending.handle((done, failure) -> null).thenCompose(before -> send.get());
        return sending;
    }

    /** {@return the next packet, which is to be text} */
    String next() {
        return assertInstanceOf(String.class, Soon.take(incoming));
    }

    /** Expects packets, text alone, in this order; single quotes stand for double ones. */
    TestClient expect(String... packets) {
        for (String packet : packets) {
            assertEquals(packet.replace('\'', '"'), next());
        }
        return this;
    }

    /** {@return the next message, which is to be binary} */
    byte[] nextBytes() {
        return assertInstanceOf(byte[].class, Soon.take(incoming));
    }

    /** Expects a binary message. */
    TestClient expectBytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        assertArrayEquals(bytes, nextBytes());
        return this;
    }

    /** {@return the number of a question that is the next packet} */
    String nextQuestion() {
        return questionIn(next());
    }

    /** {@return the number in a packet that asks for an acknowledgement} */
    static String questionIn(String packet) {
        Matcher question = QUESTION.matcher(packet);
        assertTrue(question.matches(), "no question: " + packet);
        return question.group(2);
    }

    /** {@return how many pings of the WebSocket's own have come} */
    int pings() {
        return pings.get();
    }

    /** {@return the subprotocol that the server has chosen, empty if none} */
    String protocol() {
        return socket.getSubprotocol();
    }

    /** Waits for the connection's end. {@return the close code} */
    int closeCode() {
        return Soon.get(closed);
    }

    /** Closes the connection in order; when this returns, the server knows. */
    void disconnect() {
        if (!closed.isDone()) {
            socket.sendClose(1000, "").exceptionally(gone -> socket);
            closeCode();
        }
    }

    /** Cuts the connection off: the server may not read its end. */
    void abandon() {
        socket.abort();
    }

    @Override
    public void close() {
        disconnect();
    }

    private final class Incoming implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                onPacket(webSocket, text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        private void onPacket(WebSocket webSocket, String packet) {
            if (packet.startsWith("0{")) {
                opened.complete(packet);
            } else if (packet.equals("2")) {
                if (answersPings) {
                    inTurn(() -> webSocket.sendText("3", true));
                }
            } else {
                incoming.add(packet.startsWith("4") ? packet.substring(1) : packet);
            }
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            assertTrue(last, "a fragment");
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            incoming.add(bytes);
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
            pings.incrementAndGet();
            webSocket.request(1);
            return null;                    // the pong has been sent already
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            opened.completeExceptionally(error);
            closed.complete(1006);
        }
    }
}
