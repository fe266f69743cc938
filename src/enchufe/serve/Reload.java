package enchufe.serve;

/**
 * Lets pages reload themselves when the program has started again: while {@link enchufe.Watch} runs the program, the client script
 * ends with code that asks for the script's tag once a second. Each start has another one.
 */
public final class Reload {
    /** The system property that tells the start; it is only set by {@link enchufe.Watch}. */
    public static final String PROPERTY = "enchufe.watch";

    private Reload() {}

    /** {@return what to add to a script that is served at that path; usually nothing} */
    static String codeFor(String path) {
        String start = System.getProperty(PROPERTY);
        return start == null ? "" : """

                // Added by enchufe.Watch, start %s: reloads the page when the program has started again.
                if (typeof document !== 'undefined') {
                  let seen;
                  setInterval(() => fetch('%s', { method: 'HEAD', cache: 'no-store' }).then(response => {
                    const tag = response.headers.get('ETag');
                    if (seen && tag && tag !== seen) location.reload();
                    seen = tag || seen;
                  }, () => {}), 1000);
                }
                """.formatted(start, path);
    }
}
