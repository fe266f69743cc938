package enchufe;

import enchufe.http.RequestHead;
import enchufe.log.Misuse;
import enchufe.serve.PeerEndpoint;
import enchufe.websocket.CloseCode;
import enchufe.websocket.WebSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * One client of a plain WebSocket endpoint, {@link SocketIOServer#webSocket(String, Consumer)}. Its listeners run one at a time,
 * in order, on threads of the server's executor; they may block. Every method may be called from any thread.
 *
 * <p>The server's options apply to it as to Socket.IO clients. A client that does not read what is sent to it is disconnected at
 * {@code maxOutboundBytes}. A client that sends faster than its listeners work is not read for a while. A ping is sent every
 * {@code pingInterval}; a client from which nothing arrives within {@code pingTimeout} of it is disconnected. A client that is
 * disconnected in this way has the close code 1006.
 */
public final class WebSocketPeer {
    /** Is called at the end of a connection. */
    @FunctionalInterface
    public interface CloseListener {
        /**
         * The connection is over.
         *
         * @param code the close code (RFC 6455 §7.4); 1006 if the client vanished, or was disconnected by a limit
         * @param reason the client's, or why it was disconnected; may be empty
         */
        void onClose(int code, String reason);
    }

    private final WebSocket socket;
    private final RequestHead head;
    private final InetSocketAddress address;
    private volatile Consumer<String> text = ignored -> { };
    private volatile Consumer<byte[]> binary = ignored -> { };
    private volatile CloseListener closed = (code, reason) -> { };

    private WebSocketPeer(WebSocket socket, RequestHead head, InetSocketAddress address) {
        this.socket = socket;
        this.head = head;
        this.address = address;
    }

    /** {@return what passes a new connection to the application, and then its messages to the listeners set there} */
    static PeerEndpoint.Listener listener(WebSocket socket, RequestHead head, InetSocketAddress address,
            Consumer<WebSocketPeer> application) {
        var peer = new WebSocketPeer(socket, head, address);
        return new PeerEndpoint.Listener() {
            @Override
            public void onOpen() {
                application.accept(peer);
            }

            @Override
            public void onText(String message) {
                peer.text.accept(message);
            }

            @Override
            public void onBinary(byte[] message) {
                peer.binary.accept(message);
            }

            @Override
            public void onClose(int code, String reason) {
                peer.closed.onClose(code, reason);
            }
        };
    }

    /**
     * Sets the listener for text messages.
     *
     * @param listener takes each text
     * @return this client
     */
    public WebSocketPeer onText(Consumer<String> listener) {
        text = Misuse.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sets the listener for binary messages.
     *
     * @param listener takes the bytes of each
     * @return this client
     */
    public WebSocketPeer onBinary(Consumer<byte[]> listener) {
        binary = Misuse.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sets the listener for the end of the connection.
     *
     * @param listener called once, last
     * @return this client
     */
    public WebSocketPeer onClose(CloseListener listener) {
        closed = Misuse.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sends a text message.
     *
     * @param message the text
     */
    public void send(String message) {
        socket.sendText(Misuse.requireNonNull(message, "message"));
    }

    /**
     * Sends a binary message.
     *
     * @param message the bytes; copied
     */
    public void send(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(Misuse.requireNonNull(message, "message")));
    }

    /** Closes the connection; what was sent before still goes out. */
    public void close() {
        socket.close(CloseCode.NORMAL, "");
    }

    /**
     * Closes the connection with a code.
     *
     * @param code one that may be sent (RFC 6455 §7.4): 1000 to 1014 except 1004 to 1006, or 3000 to 4999
     * @param reason at most 123 bytes of UTF-8
     * @throws IllegalArgumentException if the code may not be sent or the reason is too long
     */
    public void close(int code, String reason) {
        socket.close(code, Misuse.requireNonNull(reason, "reason"));
    }

    /**
     * {@return about how many bytes of the heap are taken by what waits to be sent: those of the messages, and 64 for each} If you
     * have much to send, go on when they are few.
     */
    public long queuedBytes() {
        return socket.queuedBytes();
    }

    /** {@return the request that opened the connection} */
    public RequestHead request() {
        return head;
    }

    /** {@return the subprotocol in use (RFC 6455 §1.9); empty if there is none} */
    public String protocol() {
        return socket.protocol();
    }

    /** {@return the client's address; behind a proxy, see {@link Options#trustedProxies}} */
    public InetSocketAddress remoteAddress() {
        return address;
    }
}
