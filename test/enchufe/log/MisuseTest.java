package enchufe.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import enchufe.Options;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MisuseTest {
    @Test
    void aTraceBeginsAtTheCallOfTheApplication() {
        var refusal = Misuse.argument("no such file");
        assertEquals("aTraceBeginsAtTheCallOfTheApplication", refusal.getStackTrace()[0].getMethodName());
    }

    /** What happened within the JDK and this server does not hide the line. */
    @Test
    void ofACauseFromBelowOnlyTheLineOfTheApplicationIsLeft() {
        Path none = Path.of("there", "is", "none");
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Options().tls(none, none));
        StackTraceElement line = refusal.getStackTrace()[0];
        assertEquals(MisuseTest.class.getName(), line.getClassName());
        assertInstanceOf(NoSuchFileException.class, refusal.getCause());
        assertEquals(List.of(line), List.of(refusal.getCause().getStackTrace()));
    }

    @Test
    void aCauseOfTheApplicationsOwnStaysAsItIs() {
        var refusal = Misuse.argument("Parser.encode failed", calledBack(new NumberFormatException("x")));
        assertEquals("Program", refusal.getCause().getStackTrace()[1].getClassName());
    }

    /** As if it had been thrown in code of the application that the server has called. */
    private static RuntimeException calledBack(RuntimeException thrown) {
        var trace = new ArrayList<>(List.of(new StackTraceElement("java.lang.Integer", "parseInt", "Integer.java", 1),
                new StackTraceElement("Program", "encode", "Program.java", 2)));
        trace.addAll(List.of(thrown.getStackTrace()));
        thrown.setStackTrace(trace.toArray(StackTraceElement[]::new));
        return thrown;
    }

    /** What the JDK calls for the application is passed over too. */
    @Test
    void theJdkIsNotTheApplication() {
        RuntimeException refusal = Optional.of("closed").map(Misuse::state).get();
        assertEquals("theJdkIsNotTheApplication", refusal.getStackTrace()[0].getMethodName());
    }

    @Test
    void withoutTheApplicationTheWholeTraceIsKept() {
        RuntimeException refusal = CompletableFuture.completedFuture("closed").thenApplyAsync(Misuse::state).join();
        assertEquals(Misuse.class.getName(), refusal.getStackTrace()[0].getClassName());
    }

    /** The JVM keeps 1,024 calls of a trace: of a value that contains itself, all of them are the encoder's. */
    @Test
    void aTraceThatIsTooLongForTheLineIsTakenAnew() {
        RuntimeException refusal = Misuse.atCaller(madeBelow(3_000));
        assertEquals("aTraceThatIsTooLongForTheLineIsTakenAnew", refusal.getStackTrace()[0].getMethodName());
    }

    private static RuntimeException madeBelow(int calls) {
        return calls == 0 ? new IllegalStateException("deep") : madeBelow(calls - 1);
    }

    @Test
    void nullIsRefusedByName() {
        assertEquals("x", Misuse.requireNonNull("x", "text"));
        var refusal = assertThrows(NullPointerException.class, () -> Misuse.requireNonNull(null, "text"));
        assertEquals("text", refusal.getMessage());
        assertEquals(MisuseTest.class.getName(), refusal.getStackTrace()[0].getClassName());
    }
}
