package enchufe.json;

/** Where in a value something is wrong: {@code users[3].name}. */
final class Paths {
    private static final int LONGEST = 80;

    private Paths() {}

    static String member(String name) {
        return "." + name;
    }

    static String element(int index) {
        return "[" + index + "]";
    }

    /** {@return a path with a colon after it, cut if it is long (that of a cycle, say); nothing for the whole value} */
    static String describe(CharSequence path) {
        if (path.isEmpty()) {
            return "";
        }
        String whole = path.charAt(0) == '.' ? path.subSequence(1, path.length()).toString() : path.toString();
        return (whole.length() > LONGEST ? whole.substring(0, LONGEST - 1) + "…" : whole) + ": ";
    }
}
