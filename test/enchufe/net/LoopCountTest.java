package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LoopCountTest {
    private static void refuses(String text, int count, long heap) {
        assertEquals(text, assertThrows(IllegalArgumentException.class, () -> Loops.check(count, heap)).getMessage());
    }

    @Test
    void eachNeedsItsPartOfTheHeap() {
        assertEquals(4, Loops.check(4, 60_000_000));
        refuses("loops is 4: a heap of 59 MB has room for 3, at 15 MB each; -Xmx sets a larger one", 4, 59_999_999);
        assertEquals(1, Loops.check(1, 8_000_000));
        refuses("loops is 2: a heap of 8 MB has room for 1, at 15 MB each; -Xmx sets a larger one", 2, 8_000_000);
        refuses("loops is 0: it must be at least 1", 0, 8_000_000);
    }
}
