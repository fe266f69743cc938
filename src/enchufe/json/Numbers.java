package enchufe.json;

/** Turns decimal digits into numbers. */
final class Numbers {
    /** An integer with this many digits may not fit a long. */
    static final int LONG_DIGITS = 19;
    /** Integers with up to this many digits, and such powers of ten, are exact doubles, so their quotient is rounded only once. */
    static final int EXACT_DIGITS = 15;

    private static final double[] POWERS_OF_TEN = new double[EXACT_DIGITS + 1];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i <= EXACT_DIGITS; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private Numbers() {}

    static double scaled(long value, int scale) {
        return value / POWERS_OF_TEN[scale];
    }

    /** {@return an integer with many digits: a Long if it fits, otherwise the nearest Double} The JDK parses it in linear time. */
    static Number big(String digits) {
        if (digits.length() <= LONG_DIGITS + 1) {       // with a sign
            try {
                return Long.valueOf(digits);
            } catch (NumberFormatException tooLarge) {
                return Double.valueOf(digits);
            }
        }
        return Double.valueOf(digits);
    }
}
