package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpHandler;
import enchufe.websocket.WebSocketEndpoint;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Routes routes = new Routes();
    private final HttpHandler handler = exchange -> { };
    private final WebSocketEndpoint endpoint = (head, peer) -> null;

    private String http(String path) {
        Routes.Route route = routes.http(path);
        return route == null ? null : route.prefix();
    }

    @Test
    void aPrefixEndsAtASlashOrAtThePathsEnd() {
        routes.add("/a", null, handler, 1);
        assertEquals("/a", http("/a"));
        assertEquals("/a", http("/a/"));
        assertEquals("/a", http("/a/b"));
        assertNull(http("/ab"));
        assertNull(http("/"));
        assertNull(http("/A"));
        assertNull(http("/b/a"));
    }

    @Test
    void aSlashAtTheEndMakesNoDifference() {
        routes.add("/a/", null, handler, 1);
        assertEquals("/a", http("/a"));
        assertEquals("/a", http("/a/b"));
    }

    @Test
    void theLongestPrefixWinsWhateverTheOrder() {
        routes.add("/a/b", null, handler, 1);
        routes.add("/", null, handler, 2);
        routes.add("/a/b/c", null, handler, 3);
        routes.add("/a", null, handler, 4);
        assertEquals("/a/b/c", http("/a/b/c/d"));
        assertEquals("/a/b", http("/a/b/cc"));
        assertEquals("/a", http("/a/bb"));
        assertEquals("", http("/aa"));
        assertEquals(4, routes.http("/a/x").maxBody());
    }

    @Test
    void webSocketsAndRequestsAreRoutedApart() {
        routes.add("/a", endpoint, null, 0);
        routes.add("/a/b", null, handler, 1);
        assertSame(endpoint, routes.webSocket("/a/b"));
        assertNull(http("/a"));
        assertEquals("/a/b", http("/a/b"));
        routes.add("/a", null, handler, 1);
        assertEquals("/a", http("/a"));
    }

    @Test
    void aPathIsTakenOnce() {
        routes.add("/a", endpoint, handler, 1);
        assertThrows(IllegalArgumentException.class, () -> routes.add("/a", endpoint, null, 0));
        assertThrows(IllegalArgumentException.class, () -> routes.add("/a/", null, handler, 0));
        routes.add("/a/b", endpoint, handler, 1);
    }

    @Test
    void aPathBeginsWithASlash() {
        assertThrows(IllegalArgumentException.class, () -> routes.add("a", endpoint, null, 0));
        assertThrows(IllegalArgumentException.class, () -> routes.add("", endpoint, null, 0));
    }
}
