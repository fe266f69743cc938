package enchufe.serve;

import enchufe.dispatch.Delivery;
import enchufe.dispatch.Dispatcher;
import enchufe.dispatch.InboundBudget;
import enchufe.dispatch.SerialQueue;
import enchufe.engine.EngineLoop;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.http.Syntax;
import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.log.RareWarnings;
import enchufe.websocket.CloseCode;
import enchufe.websocket.WebSocket;
import enchufe.websocket.WebSocketEndpoint;
import enchufe.websocket.WebSocketLimits;
import enchufe.websocket.WebSocketListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/** A plain WebSocket endpoint whose listeners do not run on the loop. The server's rule for origins applies to it too. */
public final class PeerEndpoint implements WebSocketEndpoint {
    /** Takes what one client sends: one call at a time, in order, where handlers run. */
    public interface Listener {
        /** The connection is open. */
        void onOpen();

        /** A text message has arrived. */
        void onText(String message);

        /** A binary message has arrived, whose bytes the callee may keep. */
        void onBinary(byte[] message);

        /** The connection is over, with the client's reason, or why it was disconnected. */
        void onClose(int code, String reason);
    }

    /**
     * The limits of what clients may send.
     *
     * @param maxMessageBytes the most bytes of a message
     * @param maxInboundBytes how much may wait for the listeners of one client, in bytes of the heap
     * @param pauseTimeout how long a client may not be read while none of its listeners ends
     * @param deflateThreshold see {@link WebSocketLimits#deflateThreshold()}
     */
    public record Limits(int maxMessageBytes, int maxInboundBytes, Duration pauseTimeout, int deflateThreshold) {}

    private static final Logger LOG = Log.of("enchufe");

    private final String path;
    private final Dispatcher dispatcher;
    private final EngineLoop alarms;
    private final OriginRule origins;
    private final Limits limits;
    private final List<String> protocols;               // null: any
    private final BiFunction<WebSocket, RequestHead, Listener> newListener;
    private final RareWarnings warnings = new RareWarnings(LOG);

    /**
     * Makes an endpoint.
     *
     * @param path where it is served, for log lines
     * @param host what it runs on
     * @param limits the limits of what clients may send
     * @param protocols the subprotocols that it speaks; null for any
     * @param newListener makes the listener of a connection, on its loop: it must not run user code
     * @throws IllegalArgumentException if a subprotocol is not a token, so that no client could offer it
     */
    public PeerEndpoint(String path, Host host, Limits limits, List<String> protocols,
            BiFunction<WebSocket, RequestHead, Listener> newListener) {
        this.path = path;
        this.dispatcher = host.dispatcher();
        this.alarms = host.loops().first();
        this.origins = host.origins();
        this.limits = limits;
        this.protocols = protocols == null ? null : List.copyOf(protocols);
        this.newListener = Misuse.requireNonNull(newListener, "listener");
        for (String protocol : protocols == null ? List.<String>of() : protocols) {
            if (!Syntax.isToken(protocol)) {
                throw Misuse.argument("the subprotocol \"" + protocol + "\" is one that no client could offer: use"
                        + " letters, digits and !#$%&'*+-.^_`|~");
            }
        }
    }

    @Override
    public Opening admit(RequestHead head, Peer peer) {
        origins.admit(head, peer);
        return socket -> new Incoming(socket, newListener.apply(socket, head));
    }

    @Override
    public String protocol(List<String> offered, RequestHead head) {
        return offered.stream().filter(one -> protocols == null || protocols.contains(one)).findFirst().orElse(null);
    }

    @Override
    public WebSocketLimits limits() {
        return new WebSocketLimits(limits.maxMessageBytes(), WebSocketLimits.DEFAULT.maxFragments(), limits.deflateThreshold());
    }

    private final class Incoming extends InboundBudget implements WebSocketListener {
        private final WebSocket socket;
        private final Listener listener;
        private final SerialQueue queue = dispatcher.newQueue();

        Incoming(WebSocket socket, Listener listener) {
            this.socket = socket;
            this.listener = listener;
            run(listener::onOpen);
        }

        private void run(Runnable task) {
            queue.execute(logged(task));
        }

        /** {@return a task after whose exception, which is logged, all goes on} */
        private Runnable logged(Runnable task) {
            return () -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    LOG.log(Level.ERROR, "a listener of the WebSockets at " + path + " failed", e);
                }
            };
        }

        @Override
        protected int maxInboundBytes() {
            return limits.maxInboundBytes();
        }

        @Override
        protected void reading(boolean on) {
            socket.reading(on);
        }

        @Override
        protected boolean isAckPending() {
            return false;                       // plain WebSockets have no acknowledgements
        }

        @Override
        protected Runnable afterPauseTimeout(Runnable action) {
            return alarms.after(limits.pauseTimeout(), action)::cancel;
        }

        @Override
        protected void onStuck() {
            warnings.say("pauseTimeout", "WebSocket of " + socket.peer().address() + " is disconnected: more than maxInboundBytes"
                    + " (" + maxInboundBytes() + ") of its messages wait, and no listener has ended for pauseTimeout ("
                    + limits.pauseTimeout() + "); let listeners end sooner, or raise these limits");
            disconnect();
        }

        @Override
        public void discard(long limit) {
            warnings.say("pauseTimeout", "WebSocket of " + socket.peer().address() + " is disconnected: " + waitingBytes()
                    + " bytes of its messages wait, the most of all clients, and others were not read for pauseTimeout ("
                    + limits.pauseTimeout() + ") since those of all exceed " + limit + "; let listeners end sooner, or give the"
                    + " server a larger heap (-Xmx)");
            disconnect();
        }

        private void disconnect() {
            socket.abort();
            queue.discardEvents();
        }

        @Override
        public void onText(ByteBuffer utf8) {
            int bytes = utf8.remaining();           // the text takes no less on the heap
            String text = StandardCharsets.UTF_8.decode(utf8).toString();
            enqueue(bytes, () -> listener.onText(text));
        }

        @Override
        public void onBinary(ByteBuffer data) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            enqueue(copy.length, () -> listener.onBinary(copy));
        }

        private void enqueue(int length, Runnable task) {
            var delivery = new Delivery(path, queue, this);
            delivery.addEvent(logged(task), EVENT_BYTES + length);
            delivery.handOver();
        }

        @Override
        public void onClose(int code, String reason) {
            if (code == CloseCode.TOO_BIG) {
                warnings.say("tooBig", "WebSocket of " + socket.peer().address() + " at " + path
                        + " closed: a message above maxHttpBufferSize (" + limits.maxMessageBytes()
                        + " bytes); raise it if such messages are meant to be sent");
            }
            endPause();
            run(() -> listener.onClose(code, reason));
        }
    }
}
