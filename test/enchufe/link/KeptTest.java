package enchufe.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import enchufe.engine.EngineOptions;
import enchufe.http.Headers;
import enchufe.http.RequestHead;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptTest {
    private static RequestHead head(int bytes) {
        return new RequestHead("GET", "/", "HTTP/1.1", Headers.of(List.of("A", "x".repeat(bytes - 2))));
    }

    @Test
    void onlyALongHeadIsKept() {
        assertNull(Kept.ofHead(head(EngineOptions.SESSION_BYTES)), "this is a part of the session");
        assertEquals(EngineOptions.SESSION_BYTES + 1, Kept.ofHead(head(EngineOptions.SESSION_BYTES + 1)).headBytes());
    }
}
