package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void idsAreTwentyCharactersThatNeedNoEscapeAndNeverRepeat() {
        var ids = new Ids();
        var seen = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {           // several batches of the generator
            String id = ids.next();
            assertTrue(id.matches("[A-Za-z0-9_-]{20}"), id);
            seen.add(id);
        }
        assertEquals(1_000, seen.size());
    }
}
