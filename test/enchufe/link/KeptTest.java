package enchufe.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class KeptTest {
    @Test
    void countsTheHeadAndLargeCredentials() {
        var kept = new Kept(3_000);
        kept.credentials("/", Kept.USUAL_CREDENTIALS);
        assertEquals(3_000, kept.bytes(), "these are a part of their socket");
        kept.credentials("/a", Kept.USUAL_CREDENTIALS + 1);
        kept.credentials("/b", 1_000);
        assertEquals(3_000 + Kept.USUAL_CREDENTIALS + 1 + 1_000, kept.bytes());
        assertNull(kept.lookups());
    }

    @Test
    void credentialsLeaveWithTheirSocket() {
        var kept = new Kept(0);
        kept.credentials("/a", 2_000);
        kept.credentials("/a", 0);
        assertEquals(0, kept.bytes());
        kept.credentials("/a", 700);
        assertEquals(700, kept.bytes(), "who comes again brings new ones");
    }
}
