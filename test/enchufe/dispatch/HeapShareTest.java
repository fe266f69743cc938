package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HeapShareTest {
    @Test
    void soManyFitAnEighthOfTheHeap() {
        assertEquals(16_000, HeapShare.count(100_000, 2_000, 256_000_000));
        assertEquals(99_999, HeapShare.count(100_000, 2_000, 1_599_999_999));
        assertEquals(100_000, HeapShare.count(100_000, 2_000, 1_600_000_000));
        assertEquals(100_000, HeapShare.count(100_000, 2_000, Long.MAX_VALUE));
        assertEquals(1, HeapShare.count(100_000, 2_000, 1_000));
    }
}
