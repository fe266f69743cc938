package enchufe.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Random;

/** Makes random values of those that survive a journey as JSON, binary data among them if wanted. */
public final class RandomValues {
    private static final String[] PIECES = {"a", "é", "€", "😀", "\"", "\\", "/", "\n", "\u0001", "\u007f",
        "\u2028", " ", "\ud800", "\udc00", "__proto__", "0123456789abcdef"};

    private final Random random;
    private final boolean binary;

    /**
     * Makes a source.
     *
     * @param random where chance comes from
     * @param binary whether there is binary data among the values
     */
    public RandomValues(Random random, boolean binary) {
        this.random = random;
        this.binary = binary;
    }

    /** {@return a value nested at most so deep} */
    public Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> (long) random.nextInt(1000) - 500;
            case 3 -> random.nextLong();
            case 4 -> fraction();
            case 5 -> text();
            case 6 -> binary ? bytes() : text();
            case 7 -> {
                var list = new ArrayList<Object>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(depth - 1));
                }
                yield list;
            }
            default -> {
                var map = new LinkedHashMap<String, Object>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(text(), value(depth - 1));
                }
                yield map;
            }
        };
    }

    /** {@return a double that does not print as an integer, and so comes back as a double} */
    private double fraction() {
        double value;
        do {
            value = Double.longBitsToDouble(random.nextLong());
        } while (!Double.isFinite(value) || value == Math.rint(value) && Math.abs(value) < 1e21);
        return value;
    }

    /** {@return a string of everything that is hard to write, lone surrogates that stay alone included} */
    public String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }
}
