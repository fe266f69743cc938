package enchufe;

import enchufe.dispatch.Dispatcher;
import enchufe.engine.Alarm;
import enchufe.engine.EngineLoop;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.websocket.WebSocketEndpoint;
import enchufe.websocket.WebSocketLimits;
import enchufe.websocket.WebSocketListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A plain WebSocket endpoint whose listeners run off the loop. The server's rule of origins holds for it too. */
final class WebSocketPeers implements WebSocketEndpoint {
    private static final Logger LOG = System.getLogger("enchufe");

    private final Dispatcher dispatcher;
    private final EngineLoop loop;              // for alarms
    private final Options options;
    private final Consumer<WebSocketPeer> listener;

    WebSocketPeers(Dispatcher dispatcher, EngineLoop loop, Options options, Consumer<WebSocketPeer> listener) {
        this.dispatcher = dispatcher;
        this.loop = loop;
        this.options = options;
        this.listener = listener;
    }

    @Override
    public Opening admit(RequestHead head, Peer peer) {
        options.cors().admit(head, peer);
        return socket -> {
            var client = new WebSocketPeer(socket, head, dispatcher.newQueue());
            client.queue().execute(() -> listener.accept(client));
            return new Incoming(client);
        };
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
            LOG.log(Level.WARNING, "WebSocket of " + client.remoteAddress() + " is cut off: more than maxInboundBytes ("
                    + maxBacklog() + ") of its messages wait, and no listener has ended for pauseTimeout ("
                    + options.pauseTimeout() + "); let listeners end sooner, or raise these limits");
            client.socket().abort();
        }

        @Override
        public void onText(ByteBuffer utf8) {
            String text = StandardCharsets.UTF_8.decode(utf8).toString();
            enqueue(text.length(), () -> client.text.accept(text));
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
            client.queue().execute(() -> {
                try {
                    task.run();
                } finally {
                    backlogShrinks(bytes);
                }
            });
        }

        @Override
        public void onClose(int code, String reason) {
            endPause();
            client.queue().execute(() -> client.closed.onClose(code, reason));
        }
    }
}
