package enchufe.log;

import java.util.Collection;
import java.util.Locale;

/** Finds which name somebody may have meant: "mesage" for "message". */
public final class SimilarName {
    /** Longer names are not compared: clients choose them, and the comparison takes time that grows with the square. */
    private static final int LONGEST = 64;

    private SimilarName() {}

    /** {@return the one of the known names that is most like another name, or null if none is like it} */
    public static String of(String name, Collection<String> known) {
        String wanted = plain(name);
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            if (name.length() > LONGEST || candidate.length() > LONGEST || candidate.equals(name)) {
                continue;
            }
            String other = plain(candidate);
            int mistakes = mistakes(wanted, other);
            // One mistake in a short name, two in a long one: "leave" is not meant to be "save", nor "get" to be "set".
            int shorter = Math.min(wanted.length(), other.length());
            int allowed = shorter == 3 && wanted.charAt(0) == other.charAt(0) ? 1 : shorter / 4;
            if (mistakes <= Math.min(2, allowed) && mistakes < least) {
                least = mistakes;
                best = candidate;
            }
        }
        return best;
    }

    /** {@return a name without what is often written in another way: case, blanks, hyphens and underscores} */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_:.-]", "");
    }

    /** {@return how many letters must be added, left out, replaced or swapped with the next to make one name of the other} */
    private static int mistakes(String one, String other) {
        int[] beforeLast = null;
        int[] last = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            var row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                row[j] = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], row[j - 1]));
                boolean swapped = i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[other.length()];
    }
}
