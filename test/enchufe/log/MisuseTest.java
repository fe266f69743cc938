package enchufe.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MisuseTest {
    @Test
    void aTraceBeginsAtTheCallOfTheApplication() {
        var cause = new IOException("x");
        StackTraceElement[] causes = cause.getStackTrace();
        var refusal = Misuse.argument("no such file", cause);
        assertEquals("aTraceBeginsAtTheCallOfTheApplication", refusal.getStackTrace()[0].getMethodName());
        assertSame(cause, refusal.getCause());
        assertEquals(causes.length, cause.getStackTrace().length);
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

    @Test
    void nullIsRefusedByName() {
        assertEquals("x", Misuse.requireNonNull("x", "text"));
        var refusal = assertThrows(NullPointerException.class, () -> Misuse.requireNonNull(null, "text"));
        assertEquals("text", refusal.getMessage());
        assertEquals(MisuseTest.class.getName(), refusal.getStackTrace()[0].getClassName());
    }
}
