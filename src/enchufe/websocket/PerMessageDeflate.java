package enchufe.websocket;

import enchufe.http.RequestHead;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The extension permessage-deflate (RFC 7692). Both sides begin anew with each message ("no context takeover"): so no connection
 * holds a compressor, of some 300 KB each, and a broadcast is compressed once for all. Safe for any thread.
 */
final class PerMessageDeflate {
    /** What the server agrees to: §7.1.1 lets it ask for both, whether or not they were offered. */
    static final String RESPONSE = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    /** The end of each compressed message, which is left out on the wire (§7.2.1): an empty block without compression. */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final Set<String> WINDOW_BITS = Set.of("8", "9", "10", "11", "12", "13", "14", "15");

    private static final Pool<Deflater> DEFLATERS = new Pool<>(() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true),
            Deflater::reset, Deflater::end);
    private static final Pool<Inflater> INFLATERS = new Pool<>(() -> new Inflater(true), Inflater::reset, Inflater::end);

    private PerMessageDeflate() {}

    // ---- the opening handshake

    /**
     * {@return whether one of a client's offers can be accepted (§5.1, §7.1)} One that asks for a smaller window than Java's
     * compressor has cannot, nor can one that is not understood.
     */
    static boolean isOffered(RequestHead head) {
        return head.headers().all("Sec-WebSocket-Extensions").stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .anyMatch(PerMessageDeflate::canAccept);
    }

    private static boolean canAccept(String offer) {
        String[] parts = offer.split(";", -1);
        if (!parts[0].strip().equals("permessage-deflate")) {
            return false;
        }
        var names = new HashSet<String>();
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            String[] parameter = part.split("=", 2);
            String name = parameter[0].strip();
            // §7.1: an offer with a parameter that is unknown or wrong is declined, or with one that comes twice.
            if (!isKnown(name, parameter.length == 1 ? null : unquoted(parameter[1].strip())) || !names.add(name)) {
                return false;
            }
        }
        return true;
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    private static boolean isKnown(String name, String value) {
        return switch (name) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
            case "server_max_window_bits" -> "15".equals(value);
            case "client_max_window_bits" -> value == null || WINDOW_BITS.contains(value);  // a smaller window is read all the same
            default -> false;
        };
    }

    // ---- messages

    /**
     * {@return a payload compressed (§7.2.1), between the buffer's position and limit; null if it would not be shorter} No more
     * memory is taken than the payload has, whatever it is.
     */
    static ByteBuffer deflate(ByteBuffer payload) {
        Deflater deflater = DEFLATERS.take();
        try {
            byte[] out = new byte[payload.remaining() + TAIL.length];
            deflater.setInput(payload);
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return length == out.length ? null : ByteBuffer.wrap(out, 0, length - TAIL.length);    // full: there may be more
        } finally {
            DEFLATERS.giveBack(deflater);
        }
    }

    /**
     * {@return a payload that was compressed (§7.2.2)}
     *
     * @param most the most bytes that it may have; checked while it grows
     * @throws ProtocolException if it has more, or is no compressed data
     */
    static ByteBuffer inflate(ByteBuffer payload, int most) {
        Inflater inflater = INFLATERS.take();
        try {
            var out = new PayloadBuffer();
            byte[] part = new byte[Math.min(BUFFER_BYTES - 1, most) + 1];
            int least = payload.remaining();                            // most likely, it is no shorter than what it was made of
            inflate(inflater, payload, part, out, least, most);
            inflate(inflater, ByteBuffer.wrap(TAIL), part, out, least, most);
            return out.content();
        } catch (DataFormatException e) {
            throw new ProtocolException(CloseCode.INVALID_DATA, "a message whose compression is broken");
        } finally {
            INFLATERS.giveBack(inflater);
        }
    }

    private static void inflate(Inflater inflater, ByteBuffer in, byte[] part, PayloadBuffer out, int least, int most)
            throws DataFormatException {
        inflater.setInput(in);
        for (int count = -1; count != 0 || inflater.finished() && in.hasRemaining(); ) {
            if (inflater.finished()) {                                  // §7.2.3.4: a block may say that it is the last
                inflater.reset();
                inflater.setInput(in);
            }
            count = inflater.inflate(part);
            if (count > most - out.content().remaining()) {
                throw new ProtocolException(CloseCode.TOO_BIG, "a message of too many bytes, after decompression");
            }
            int at = out.extend(count, least, most);
            System.arraycopy(part, 0, out.array(), at, count);
        }
    }

    /** Objects with memory outside of the heap, which must be freed. A few are kept. */
    private static final class Pool<T> {
        private static final int MOST = 8;

        private final Supplier<T> make;
        private final Consumer<T> reset;
        private final Consumer<T> end;
        private final ConcurrentLinkedDeque<T> idle = new ConcurrentLinkedDeque<>();
        private final AtomicInteger count = new AtomicInteger();

        Pool(Supplier<T> make, Consumer<T> reset, Consumer<T> end) {
            this.make = make;
            this.reset = reset;
            this.end = end;
        }

        T take() {
            T ready = idle.poll();
            if (ready == null) {
                return make.get();
            }
            count.decrementAndGet();
            return ready;
        }

        void giveBack(T used) {
            if (count.incrementAndGet() <= MOST) {
                reset.accept(used);
                idle.push(used);
            } else {
                count.decrementAndGet();
                end.accept(used);
            }
        }
    }
}
