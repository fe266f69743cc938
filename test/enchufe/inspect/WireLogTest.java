package enchufe.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.inspect.WireLog.Batch;
import enchufe.inspect.WireLog.Piece;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireLogTest {
    private final WireLog log = new WireLog();

    private void add(int id, int length) {
        log.add(new Piece(id, null, "", true, 0, new byte[length]));
    }

    private static List<Long> ids(Batch batch) {
        return batch.pieces().stream().map(Piece::connection).toList();
    }

    @Test
    void whatFitsIsKeptAndBeyondItTheOldestIsLeftOut() {
        add(1, 10);
        add(2, WireLog.MAX_BYTES - 2 * WireLog.PIECE_BYTES - 10);
        Batch all = log.take(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertEquals(List.of(1L, 2L), ids(all));
        assertEquals(0, all.leftOut());

        add(3, 10);
        add(4, WireLog.MAX_BYTES - 2 * WireLog.PIECE_BYTES - 9);
        Batch rest = log.take(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertEquals(List.of(4L), ids(rest));
        assertEquals(1, rest.leftOut());
        assertEquals(0, log.take(1, 1).leftOut());
    }

    @Test
    void aPieceThatIsTooLargeIsLeftOutItself() {
        add(1, WireLog.MAX_BYTES);
        Batch none = log.take(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertEquals(List.of(), ids(none));
        assertEquals(1, none.leftOut());
    }

    @Test
    void aBatchHasSoManyBytesAndPieces() {
        for (int i = 1; i <= 5; i++) {
            add(i, 100);
        }
        assertEquals(List.of(1L), ids(log.take(100, 9)));
        assertEquals(List.of(2L, 3L), ids(log.take(101, 9)));
        assertEquals(List.of(4L), ids(log.take(1_000, 1)));
        log.clear();
        assertEquals(List.of(), ids(log.take(1_000, 9)));
    }

    @Test
    void whatIsTakenMakesRoom() {
        for (int i = 0; i < 3; i++) {
            add(i, WireLog.MAX_BYTES - WireLog.PIECE_BYTES);
            assertEquals(0, log.take(1, 1).leftOut());
        }
    }
}
