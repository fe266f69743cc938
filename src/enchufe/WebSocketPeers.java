package enchufe;

import enchufe.dispatch.Dispatcher;
import enchufe.engine.Alarm;
import enchufe.engine.EngineLoop;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.http.Syntax;
import enchufe.log.Log;
import enchufe.log.RareWarning;
import enchufe.websocket.CloseCode;
import enchufe.websocket.WebSocketEndpoint;
import enchufe.websocket.WebSocketLimits;
import enchufe.websocket.WebSocketListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** A plain WebSocket endpoint whose listeners run off the loop. The server's rule of origins holds for it too. */
final class WebSocketPeers implements WebSocketEndpoint {
    private static final Logger LOG = Log.of("enchufe");

    private final String path;
    private final Dispatcher dispatcher;
    private final EngineLoop loop;              // for alarms
    private final Options options;
    private final List<String> protocols;               // null: any
    private final Consumer<WebSocketPeer> listener;
    private final RareWarning tooBig = new RareWarning(LOG);
    private final RareWarning stuck = new RareWarning(LOG);

    /**
     * Makes an endpoint.
     *
     * @param protocols the subprotocols that it speaks; null for any
     * @throws IllegalArgumentException if one is no token, so that no client could offer it
     */
    WebSocketPeers(String path, Dispatcher dispatcher, EngineLoop loop, Options options, List<String> protocols,
            Consumer<WebSocketPeer> listener) {
        this.path = path;
        this.dispatcher = dispatcher;
        this.loop = loop;
        this.options = options;
        this.protocols = protocols == null ? null : List.copyOf(protocols);
        this.listener = Objects.requireNonNull(listener, "listener");
        for (String protocol : protocols == null ? List.<String>of() : protocols) {
            if (!Syntax.isToken(protocol)) {
                throw new IllegalArgumentException("the subprotocol \"" + protocol + "\" is one that no client could offer: use"
                        + " letters, digits and !#$%&'*+-.^_`|~");
            }
        }
    }

    @Override
    public Opening admit(RequestHead head, Peer peer) {
        options.cors().admit(head, peer);
        return socket -> {
            var client = new WebSocketPeer(socket, head, dispatcher.newQueue());
            run(client, () -> listener.accept(client));
            return new Incoming(client);
        };
    }

    /** Runs a listener in its client's order. What it throws ends nothing. */
    private void run(WebSocketPeer client, Runnable task) {
        client.queue().execute(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "a listener of the WebSockets at " + path + " failed", e);
            }
        });
    }

    @Override
    public String protocol(List<String> offered, RequestHead head) {
        return offered.stream().filter(one -> protocols == null || protocols.contains(one)).findFirst().orElse(null);
    }

    @Override
    public WebSocketLimits limits() {
        return new WebSocketLimits(options.engine().maxHttpBufferSize(), WebSocketLimits.DEFAULT.maxFragments());
    }

    private final class Incoming extends Backlog implements WebSocketListener {
        private final WebSocketPeer client;

        Incoming(WebSocketPeer client) {
            this.client = client;
        }

        @Override
        int maxBacklog() {
            return options.maxInboundBytes();
        }

        @Override
        void reading(boolean on) {
            client.socket().reading(on);
        }

        @Override
        boolean isAsked() {
            return false;                       // plain WebSockets know no questions
        }

        @Override
        Alarm afterPauseTimeout(Runnable action) {
            return loop.after(options.pauseTimeout(), action);
        }

        @Override
        void onStuck() {
            stuck.say("WebSocket of " + client.remoteAddress() + " is cut off: more than maxInboundBytes ("
                    + maxBacklog() + ") of its messages wait, and no listener has ended for pauseTimeout ("
                    + options.pauseTimeout() + "); let listeners end sooner, or raise these limits");
            client.socket().abort();
        }

        @Override
        public void onText(ByteBuffer utf8) {
            int bytes = utf8.remaining();           // at least what the text takes on the heap
            String text = StandardCharsets.UTF_8.decode(utf8).toString();
            enqueue(bytes, () -> client.text.accept(text));
        }

        @Override
        public void onBinary(ByteBuffer data) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            enqueue(copy.length, () -> client.binary.accept(copy));
        }

        private void enqueue(int length, Runnable task) {
            int bytes = EVENT_BYTES + length;
            backlogGrows(bytes);
            run(client, () -> {
                try {
                    task.run();
                } finally {
                    backlogShrinks(bytes);
                }
            });
        }

        @Override
        public void onClose(int code, String reason) {
            if (code == CloseCode.TOO_BIG) {
                tooBig.say("WebSocket of " + client.remoteAddress() + " at " + path
                        + " closed: a message above maxHttpBufferSize (" + limits().maxMessageBytes()
                        + " bytes); raise it if such messages are meant to be sent");
            }
            endPause();
            run(client, () -> client.closed.onClose(code, reason));
        }
    }
}
