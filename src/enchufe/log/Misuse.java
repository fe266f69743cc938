package enchufe.log;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import java.util.List;

/**
 * The exceptions for what the application has done wrong in calling this server. Their traces begin at the application's line,
 * since that is the one to mend; without one, on a thread of the server's own, they are whole. Of a cause in the JDK or in this
 * server, only that line is left: its message says what was wrong, and its calls would hide the line.
 */
public final class Misuse {
    private Misuse() {}

    /** {@return an exception that says what is wrong with an argument, and what to write instead} */
    public static IllegalArgumentException argument(String message) {
        return atCaller(new IllegalArgumentException(message));
    }

    /** {@return the same for what a file, the network or the JDK has refused} */
    public static IllegalArgumentException argument(String message, Throwable cause) {
        return atCaller(new IllegalArgumentException(message, cause));
    }

    /** {@return an exception that says why now is not the time for a call, and what to do instead} */
    public static IllegalStateException state(String message) {
        return atCaller(new IllegalStateException(message));
    }

    /** {@return the same for what a file, the network or the JDK has refused} */
    public static IllegalStateException state(String message, Throwable cause) {
        return atCaller(new IllegalStateException(message, cause));
    }

    /** {@return the value} Refuses null, with the parameter's name, as {@link java.util.Objects#requireNonNull} does. */
    public static <T> T requireNonNull(T value, String name) {
        if (value == null) {
            throw atCaller(new NullPointerException(name));
        }
        return value;
    }

    /** {@return an exception of this server's, with a trace that begins where the application has called what is running now} */
    public static <T extends RuntimeException> T atCaller(T refusal) {
        var stack = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
        stack.walk(frames -> frames.filter(Misuse::isApplications).findFirst()).ifPresent(caller -> {
            StackTraceElement line = caller.toStackTraceElement();
            if (!List.of(refusal.getStackTrace()).contains(line)) {
                refusal.fillInStackTrace();                 // it was made so far below that the JVM has left out the line
            }
            StackTraceElement[] trace = refusal.getStackTrace();
            int from = Math.max(0, List.of(trace).indexOf(line));
            refusal.setStackTrace(Arrays.copyOfRange(trace, from, trace.length));   // the rest stays: java Hello.java counts it
            trimCauses(refusal, line);
        });
        return refusal;
    }

    private static void trimCauses(Throwable refusal, StackTraceElement line) {
        int depth = 0;
        for (Throwable cause = refusal.getCause(); cause != null && depth < 10; cause = cause.getCause()) {
            List<StackTraceElement> trace = List.of(cause.getStackTrace());
            int below = trace.indexOf(line);
            if (below >= 0 && trace.subList(0, below).stream().noneMatch(UserFrames::isApplications)) {
                cause.setStackTrace(new StackTraceElement[] {line});
            }
            depth++;
        }
    }

    /** The name alone would take our tests for the server: they are in its packages, but not in its jar. */
    private static boolean isApplications(StackFrame frame) {
        String name = frame.getClassName();
        boolean isServers = name.startsWith("enchufe.")
                && frame.getDeclaringClass().getProtectionDomain() == Misuse.class.getProtectionDomain();
        return !isServers && !UserFrames.isJdks(name);
    }
}
