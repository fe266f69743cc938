package enchufe.log;

import java.util.Arrays;

/** Finds the application's lines in stack traces: they matter to its author, and what is around them does not. */
public final class UserFrames {
    private UserFrames() {}

    /**
     * {@return what a listener has thrown, with a trace that begins at the application's line, and ends with its last one} Calls of
     * this server above and below are left out; the JDK's above stay, since they often say what is wrong. The exception itself is
     * changed, and its causes.
     */
    public static Throwable trim(Throwable thrown) {
        try {
            int depth = 0;
            for (Throwable each = thrown; each != null && depth < 10; each = each.getCause()) {
                each.setStackTrace(trim(each.getStackTrace()));
                depth++;
            }
        } catch (RuntimeException | StackOverflowError e) {
            // A user's exception may have methods of its own, which fail: it keeps its trace.
        }
        return thrown;
    }

    static StackTraceElement[] trim(StackTraceElement[] trace) {
        int from = 0;
        while (from < trace.length && isServers(trace[from])) {
            from++;
        }
        int to = trace.length;
        while (to > from && !isApplications(trace[to - 1])) {
            to--;
        }
        return from == to ? trace : Arrays.copyOfRange(trace, from, to);
    }

    /** {@return where the application is in a trace, whose innermost call is first; null if it is nowhere in it} */
    public static String innermost(StackTraceElement[] trace) {
        for (StackTraceElement frame : trace) {
            if (isApplications(frame)) {
                return frame.toString();
            }
        }
        return null;
    }

    static boolean isApplications(StackTraceElement frame) {
        return !isServers(frame) && !isJdks(frame.getClassName());
    }

    static boolean isJdks(String className) {
        return className.startsWith("java.") || className.startsWith("jdk.") || className.startsWith("sun.");
    }

    private static boolean isServers(StackTraceElement frame) {
        return frame.getClassName().startsWith("enchufe.");
    }
}
