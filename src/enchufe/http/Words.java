package enchufe.http;

/**
 * Makes the strings of request heads. Browsers send the same few names and values a million times, and a server keeps the heads
 * of all its clients: what comes again and again is kept here, and taken from here instead of made anew.
 *
 * <p>Each word has one place, which its hash code chooses, so the memory is bounded whatever comes; one that comes once does not
 * displace one that comes often, since it must come twice in a row to get its place. All threads share the places without a lock:
 * a race can only make a word anew (strings are safe to publish in one: JLS §17.5).
 */
final class Words {
    static final int MAX_LENGTH = 256;          // User-Agent, the longest of those that repeat, has half of it
    private static final int PLACES = 1024;     // a power of two

    private static final String[] KEPT = new String[PLACES];
    private static final int[] LATEST = new int[PLACES];        // hash code of the latest word that was not found in its place

    private Words() {}

    /** {@return the same as {@link String#substring(int, int)}, but perhaps no new string} */
    static String of(String text, int from, int to) {
        if (to - from > MAX_LENGTH) {
            return text.substring(from, to);
        }
        int hash = hash(text, from, to);
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        String kept = KEPT[place];
        if (kept != null && kept.length() == to - from && text.startsWith(kept, from)) {
            return kept;
        }
        String word = text.substring(from, to);
        if (LATEST[place] == hash) {
            KEPT[place] = word;
        }
        LATEST[place] = hash;
        return word;
    }

    private static int hash(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }
}
