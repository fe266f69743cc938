package enchufe.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Writes doubles as JavaScript prints them (ECMA-262 §6.1.6.1.20, Number::toString): with the fewest digits that are read back as
 * the same number, and, of such decimals, the closest one.
 */
public final class Doubles {
    /** Two decimals with up to this many digits are never the same normal double, so a decimal found with them is the shortest. */
    private static final int UNAMBIGUOUS_DIGITS = 15;
    /** This many digits are always enough. */
    private static final int SUFFICIENT_DIGITS = 17;
    /** Integers below this one are exact, and printed in full. */
    private static final double EXACT_INTEGERS = 0x1p53;
    /** Before JDK 19, Double.toString sometimes gives more digits than needed (JDK-4511638). */
    private static final boolean JDK_IS_SHORTEST = Runtime.version().feature() >= 19;

    private Doubles() {}

    /** {@return a number that was read as the text that JavaScript makes of it, where it is the name of something: 1.0 is "1"} */
    public static String name(Number number) {
        if (!(number instanceof Double value)) {
            return number.toString();
        }
        return isExactInteger(value) ? Long.toString(value.longValue()) : Double.isFinite(value) ? text(value) : value.toString();
    }

    static void write(double value, Utf8Buffer out) {
        if (isExactInteger(value)) {
            out.putDecimal((long) value);
        } else {
            out.put(Double.isFinite(value) ? text(value) : "null");
        }
    }

    /** {@return whether it is to be written as an integer; -0.0 is, too} */
    private static boolean isExactInteger(double value) {
        return Math.abs(value) < EXACT_INTEGERS && value == (long) value;
    }

    private static String text(double value) {
        return (value < 0 ? "-" : "") + format(shortest(Math.abs(value)));
    }

    /** {@return the decimal to print; its unscaled value does not end in zeros} */
    private static BigDecimal shortest(double value) {
        BigDecimal printed = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        boolean normal = value >= Double.MIN_NORMAL;
        if (normal && (JDK_IS_SHORTEST || printed.precision() <= UNAMBIGUOUS_DIGITS)) {
            return printed;
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = normal ? UNAMBIGUOUS_DIGITS : 1; digits < SUFFICIENT_DIGITS; digits++) {
            // Also UP: below a power of two, doubles are denser, so the closest decimal may fail where a farther one works.
            for (RoundingMode mode : new RoundingMode[] {RoundingMode.HALF_EVEN, RoundingMode.UP}) {
                BigDecimal candidate = exact.round(new MathContext(digits, mode));
                if (candidate.doubleValue() == value) {
                    return candidate.stripTrailingZeros();
                }
            }
        }
        return exact.round(new MathContext(SUFFICIENT_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    private static String format(BigDecimal decimal) {
        String digits = decimal.unscaledValue().toString();
        int point = digits.length() - decimal.scale();      // 0.digits × 10^point
        if (point > 21 || point <= -6) {
            String exponent = (point > 0 ? "e+" : "e") + (point - 1);
            return digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + exponent;
        }
        if (point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        if (point >= digits.length()) {
            return digits + "0".repeat(point - digits.length());
        }
        return digits.substring(0, point) + "." + digits.substring(point);
    }
}
