package enchufe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommonTest {
    private final Common<List<String>> lists = new Common<>(256);

    private static RequestHead head(String target, String... fields) {
        return new RequestHead("GET", target, "HTTP/1.1", Headers.of(List.of(fields))).shared();
    }

    @Test
    void whatComesTwiceInARowIsKept() {
        assertNotSame(lists.of(List.of("a")), lists.of(List.of("a")));
        assertSame(lists.of(List.of("a")), lists.of(List.of("a")));
    }

    @Test
    void whatComesOnceDisplacesNothing() {
        lists.of(List.of("stays"));
        List<String> kept = lists.of(List.of("stays"));
        for (int i = 0; i < 10_000; i++) {                      // far more than there are places
            lists.of(List.of("once-" + i));
        }
        assertSame(kept, lists.of(List.of("stays")));
    }

    @Test
    void whatHasOneHashCodeIsNotMistakenForTheOther() {
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of("Aa"), lists.of(List.of("Aa")));
            assertEquals(List.of("BB"), lists.of(List.of("BB")));
        }
    }

    @Test
    void clientsOfOneKindShareTheirHead() {
        head("/x", "Host", "h", "User-Agent", "common");
        assertSame(head("/x", "Host", "h", "User-Agent", "common"), head("/x", "Host", "h", "User-Agent", "common"));
    }

    @Test
    void headersAreSharedThoughTargetsDiffer() {
        head("/x?t=1", "Host", "headers");
        assertSame(head("/x?t=2", "Host", "headers").headers(), head("/x?t=3", "Host", "headers").headers());
        assertEquals("/x?t=4", head("/x?t=4", "Host", "headers").target());
    }

    @Test
    void fieldsThatDifferInAnythingAreNotShared() {
        Headers headers = Headers.of(List.of("A", "1", "B", "2"));
        assertEquals(headers, Headers.of(List.of("A", "1", "B", "2")));
        for (List<String> other : List.of(List.of("B", "2", "A", "1"), List.of("a", "1", "B", "2"), List.of("A", "1"))) {
            assertEquals(false, headers.equals(Headers.of(other)), other.toString());
        }
    }

    @Test
    void credentialsAreForgottenWithTheirClient() {
        for (String name : List.of("Cookie", "authorization")) {
            head("/", name, "s3cret");
            head("/", name, "s3cret");
            assertNotSame(head("/", name, "s3cret").headers(), head("/", name, "s3cret").headers());
        }
    }
}
