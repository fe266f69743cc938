package enchufe.json;

/** From decimal digits to numbers. */
final class Numbers {
    /** From this many digits on, an integer may not fit a long. */
    static final int LONG_DIGITS = 19;
    /** Integers and powers of ten of so many digits are exact as doubles: their quotient is rounded once. */
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

    /** {@return an integer of many digits: a Long if it fits, else the nearest Double}. The JDK parses in linear time. */
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
