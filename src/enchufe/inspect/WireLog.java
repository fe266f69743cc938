package enchufe.inspect;

import enchufe.http.Peer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes that a {@link ConnectionObserver} has seen, until somebody takes them. If too many wait, the oldest are left out and
 * counted. Safe from any thread.
 */
public final class WireLog {
    /** The most bytes of the heap that wait. */
    public static final int MAX_BYTES = 4_000_000;
    /** What a piece is assumed to take on the heap besides its bytes. */
    static final int PIECE_BYTES = 100;

    /**
     * Bytes that were read or written in one call.
     *
     * @param connection the connection's number
     * @param peer the client; null if the connection has ended
     * @param plain the path at which it is a plain WebSocket, or is about to be; else empty
     * @param received whether the client has sent them
     * @param time when, in milliseconds since 1970
     * @param bytes the bytes; none if the connection has ended
     */
    public record Piece(long connection, Peer peer, String plain, boolean received, long time, byte[] bytes) {
        private long heapBytes() {
            return PIECE_BYTES + bytes.length;
        }
    }

    /** The pieces that were taken, the oldest first, and how many were left out before them. */
    public record Batch(List<Piece> pieces, long leftOut) {}

    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();        // under the monitor, like the next two
    private long waiting;
    private long leftOut;

    public synchronized void add(Piece piece) {
        pieces.add(piece);
        waiting += piece.heapBytes();
        while (waiting > MAX_BYTES) {
            waiting -= pieces.remove().heapBytes();
            leftOut++;
        }
    }

    /**
     * {@return the oldest pieces, which are removed: at least one if any waits, and no more once there are so many bytes or pieces}
     */
    public synchronized Batch take(int mostBytes, int mostPieces) {
        var taken = new ArrayList<Piece>();
        for (long bytes = 0; !pieces.isEmpty() && bytes < mostBytes && taken.size() < mostPieces; ) {
            Piece piece = pieces.remove();
            waiting -= piece.heapBytes();
            bytes += piece.bytes().length;
            taken.add(piece);
        }
        var batch = new Batch(taken, leftOut);
        leftOut = 0;
        return batch;
    }

    /** Forgets everything. */
    public synchronized void clear() {
        pieces.clear();
        waiting = 0;
        leftOut = 0;
    }
}
