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

    @Test
    void pathsAreMatchedHoweverTheyAreEscaped() {
        assertEquals("/caf%C3%A9", routes.add("/café", "x"));
        routes.add("/my chat/~me", "y");
        assertEquals("/caf%C3%A9:x", find("/caf%c3%a9/a"));
        assertEquals("/my%20chat/~me:y", find("/my%20ch%61t/%7Eme"));
        assertThrows(IllegalArgumentException.class, () -> routes.add("/caf%c3%a9", "z"));
    }

    @Test
    void anEscapedSlashEndsNoPrefix() {                                         // RFC 3986 §2.2: it is data
        routes.add("/a", "x");
        assertNull(find("/a%2fb"));
    }

    @Test
    void aPathThatNoBrowserSendsIsRefusedAtOnce() {
        for (String path : new String[] {"/a?x=1", "/a#b", "/a//b", "/./a", "/a/../b", "/a\\b"}) {
            assertThrows(IllegalArgumentException.class, () -> routes.add(path, "x"), path);
        }
    }
}
