package enchufe.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Debug lines of one category, such as {@code engine:ws}, in the form of Node's package {@code debug}. The environment variable
 * {@code DEBUG} or the system property {@code enchufe.debug} selects categories: {@code *}, or {@code socket.io:*,-engine:polling}.
 * Their lines go to {@link System#err}. They also go to the logger of that category, {@code enchufe.debug.engine.ws}, if it takes
 * the level {@code DEBUG} when the first line could be written.
 *
 * <p>A record, since the JVM takes the components of records for constants: code that asks {@link #on()} first, through a static
 * final field, is not even compiled while the category is off.
 *
 * @param category the category
 * @param printed whether it is selected
 * @param logger takes the lines too; null if it does not want them
 * @param last when the last line was written, in nanoseconds; 0 before the first
 */
public record Debug(String category, boolean printed, Logger logger, AtomicLong last) {
    private static final boolean IN_COLOUR = System.console() != null && System.getenv("NO_COLOR") == null;
    /** Those of a terminal that can be read on light and dark. */
    private static final int[] COLOURS = {36, 32, 33, 35, 34, 31};

    /** {@return the debug lines of a category, which has colons between its parts} */
    public static Debug of(String category) {
        Logger logger = Log.of("enchufe.debug." + category.replace(".", "").replace(':', '.'));
        return new Debug(category, selects(setting(), category), logger.isLoggable(Level.DEBUG) ? logger : null,
                new AtomicLong());
    }

    private static String setting() {
        String property = System.getProperty("enchufe.debug");
        return property != null ? property : System.getenv("DEBUG");
    }

    /** {@return whether a setting selects a category, and does not exclude it with a minus} */
    static boolean selects(String setting, String category) {
        boolean selected = false;
        for (String name : setting == null ? new String[0] : setting.strip().split("[\\s,]+")) {
            boolean excludes = name.startsWith("-");
            String wanted = Pattern.quote(excludes ? name.substring(1) : name).replace("*", "\\E.*\\Q");
            if (category.matches(wanted)) {
                if (excludes) {
                    return false;
                }
                selected = true;
            }
        }
        return selected;
    }

    /** {@return whether lines are written: ask before a line is put together} */
    public boolean on() {
        return printed || logger != null;
    }

    /** Writes a line, without text that comes from a client: see {@link #log(String, Object)}. */
    public void log(String message) {
        if (logger != null) {
            logger.log(Level.DEBUG, message);
        }
        if (printed) {
            long now = System.nanoTime();
            long before = last.getAndSet(now);
            System.err.println(line(message, before == 0 ? 0 : now - before, IN_COLOUR));
        }
    }

    /**
     * Writes a line that ends with text from a client or the application. It stands in quotes as it is, except that invisible
     * characters are escaped and a long text is cut.
     */
    public void log(String message, Object text) {
        log(message + " \"" + Quote.bare(String.valueOf(text), Quote.LONGEST_MESSAGE) + '"');
    }

    /** {@return a line} The time is that since the last line of the category. */
    String line(String message, long nanos, boolean inColour) {
        String time = "+" + time(nanos / 1_000_000);
        if (!inColour) {
            return "  " + category + " " + message + " " + time;
        }
        int colour = COLOURS[Math.floorMod(category.hashCode(), COLOURS.length)];
        String start = "\033[" + colour;
        return "  " + start + ";1m" + category + "\033[0m " + message + " " + start + "m" + time + "\033[0m";
    }

    private static String time(long millis) {
        return millis < 1_000 ? millis + "ms" : millis < 60_000 ? millis / 1_000 + "s" : millis / 60_000 + "m";
    }
}
