package enchufe.serve;

/** Comparison of entity tags (RFC 9110 §8.8.3.2, §13.1.2). */
final class ETags {
    private ETags() {}

    /** {@return whether an {@code If-None-Match} header contains a tag, by weak comparison; the header may be null} */
    static boolean match(String ifNoneMatch, String etag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String candidate : ifNoneMatch.split(",")) {
            String tag = candidate.strip();
            if (tag.equals("*") || opaque(tag).equals(opaque(etag))) {
                return true;
            }
        }
        return false;
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
