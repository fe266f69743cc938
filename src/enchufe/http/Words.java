package enchufe.http;

/**
 * A cache of the strings of request heads. Browsers send the same few names and values again and again, and a server keeps the
 * heads of all its clients: a string that comes often is taken from here, and not made again.
 *
 * <p>Each word has one place, which its hash code chooses, so the memory is bounded. A word must come twice in a row to get its
 * place, so a word that comes once does not displace one that comes often. All threads share the places without a lock: the worst
 * that a race can do is to make a word again (strings are safe to publish in a race: JLS §17.5).
 */
final class Words {
    static final int MAX_LENGTH = 256;          // in characters; User-Agent, the longest value that repeats, has half of it
    private static final int PLACES = 1024;     // a power of two

    private static final String[] KEPT = new String[PLACES];
    private static final int[] LATEST = new int[PLACES];        // hash code of the latest word that was not found in its place

    private Words() {}

    /** {@return the same text as {@link String#substring(int, int)} does, but perhaps not in a new string} */
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
