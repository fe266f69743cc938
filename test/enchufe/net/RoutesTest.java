package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Routes<String> routes = new Routes<>();

    private String find(String path) {
        Routes.Route<String> route = routes.find(path);
        return route == null ? null : route.prefix() + ":" + route.target();
    }

    @Test
    void aPrefixEndsAtASlashOrAtThePathsEnd() {
        assertEquals("/a", routes.add("/a", "x"));
        assertEquals("/a:x", find("/a"));
        assertEquals("/a:x", find("/a/"));
        assertEquals("/a:x", find("/a/b"));
        assertNull(find("/ab"));
        assertNull(find("/"));
        assertNull(find("/A"));
        assertNull(find("/b/a"));
    }

    @Test
    void aSlashAtTheEndMakesNoDifference() {
        assertEquals("/a", routes.add("/a/", "x"));
        assertEquals("/a:x", find("/a"));
        assertEquals("/a:x", find("/a/b"));
    }

    @Test
    void theLongestPrefixWinsWhateverTheOrder() {
        routes.add("/a/b", "two");
        routes.add("/", "root");
        routes.add("/z", "other");
        routes.add("/a/b/c", "three");
        routes.add("/a", "one");
        assertEquals("/a/b/c:three", find("/a/b/c/d"));
        assertEquals("/a/b:two", find("/a/b/cc"));
        assertEquals("/a:one", find("/a/bb"));
        assertEquals(":root", find("/aa"));
        assertEquals("/z:other", find("/z"));
    }

    @Test
    void aPathIsTakenOnce() {
        routes.add("/a", "x");
        assertThrows(IllegalArgumentException.class, () -> routes.add("/a", "y"));
        assertThrows(IllegalArgumentException.class, () -> routes.add("/a/", "y"));
        routes.add("/a/b", "y");
        assertEquals("/a:x", find("/a"));
    }

    @Test
    void aPathBeginsWithASlash() {
        assertThrows(IllegalArgumentException.class, () -> routes.add("a", "x"));
        assertThrows(IllegalArgumentException.class, () -> routes.add("", "x"));
    }
}
