package enchufe.net;

import enchufe.engine.EngineLoop;
import enchufe.engine.Exchange;
import enchufe.http.RequestHead;
import enchufe.websocket.OpeningHandshake;
import enchufe.websocket.WebSocketEndpoint;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a listener serves on its loops, by path. Everything else is relayed. For any thread. */
final class Mounts {
    /**
     * What serves WebSockets.
     *
     * @param endpoint admits them
     * @param plain the rules that they are under; null for a protocol that has its own
     */
    record WebSocketMount(WebSocketEndpoint endpoint, PlainWebSockets plain) {}

    /**
     * What serves other requests.
     *
     * @param handler must not block; any thread may answer
     * @param maxBody the most bytes of a request's body
     * @param onRefused told of requests that are refused before the handler has seen them; null for nobody
     */
    record HandlerMount(Consumer<Exchange> handler, int maxBody, OnRefused onRefused) {}

    private final Routes<WebSocketMount> webSockets = new Routes<>();
    private final Routes<HandlerMount> handlers = new Routes<>();
    private final Routes<Function<RequestHead, EngineLoop>> homes = new Routes<>();

    void add(String path, WebSocketMount mount) {
        webSockets.add(path, mount);
    }

    void add(String path, HandlerMount mount) {
        handlers.add(path, mount);
    }

    void addHome(String path, Function<RequestHead, EngineLoop> function) {
        homes.add(path, function);
    }

    /** {@return what serves the WebSocket that a request asks for; null if it asks for none, or for one that nobody serves} */
    WebSocketMount webSocket(RequestHead head) {
        if (!OpeningHandshake.isUpgrade(head)) {
            return null;
        }
        Routes.Route<WebSocketMount> route = webSockets.find(head.path());
        return route == null ? null : route.target();
    }

    /** {@return the handler of a path, and where it is mounted; null if there is none} */
    Routes.Route<HandlerMount> handler(String path) {
        return handlers.find(path);
    }

    /** {@return the loop that a request belongs to; null if any will do} */
    EngineLoop home(RequestHead head) {
        Routes.Route<Function<RequestHead, EngineLoop>> route = homes.find(head.path());
        return route == null ? null : route.target().apply(head);
    }
}
