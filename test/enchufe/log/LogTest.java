package enchufe.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogTest {
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<String> lines = new ArrayList<>();
    private Throwable fault;

    /** Takes lines, unless there is a fault. */
    private final class Sink implements System.Logger {
        @Override
        public String getName() {
            if (fault instanceof OutOfMemoryError) {
                fail();
            }
            return "sink";
        }

        @Override
        public boolean isLoggable(Level level) {
            fail();
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            fail();
            lines.add(level + " " + message + " " + thrown);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            fail();
            lines.add(level + " " + format + " " + List.of(parameters == null ? new Object[0] : parameters));
        }

        private void fail() {
            if (fault instanceof Error error) {
                throw error;
            } else if (fault != null) {
                throw (RuntimeException) fault;
            }
        }
    }

    @AfterEach
    void restore() {
        System.setErr(err);
    }

    private static void allWays(System.Logger log) {
        assertEquals("sink", log.getName());
        log.log(Level.INFO, "plain");
        log.log(Level.INFO, () -> "supplied");
        log.log(Level.ERROR, "with a cause", new IllegalStateException("cause"));
        log.log(Level.WARNING, "with {0}", 7);
    }

    @Test
    void whatIsLoggedGoesToTheLoggerBehind() {
        System.Logger log = Log.over(new Sink());
        allWays(log);
        assertTrue(log.isLoggable(Level.DEBUG));
        assertEquals(List.of("INFO plain []", "INFO supplied []",
                "ERROR with a cause java.lang.IllegalStateException: cause", "WARNING with {0} [7]"), lines);
    }

    @Test
    void aLogThatFailsIsReportedOnceAndAskedAgain() {
        System.setErr(new PrintStream(written, true));
        System.Logger log = Log.over(new Sink());
        for (Throwable each : List.of(new IllegalStateException("disk full"), new StackOverflowError())) {
            fault = each;
            allWays(log);
            assertFalse(log.isLoggable(Level.ERROR));
        }
        assertEquals(1, written.toString().split("enchufe: ", -1).length - 1, written::toString);
        assertTrue(written.toString().contains("lacks this line and perhaps later ones: plain"), written::toString);
        assertTrue(written.toString().contains("disk full"), written::toString);
        fault = null;
        log.log(Level.INFO, "again");
        assertEquals(List.of("INFO again []"), lines);
    }

    @Test
    void anErrorStreamThatFailsTooIsEndured() {
        System.setErr(new PrintStream(written) {
            @Override
            public void println(String line) {
                throw new IllegalStateException("expected by the test");
            }
        });
        fault = new IllegalStateException("expected by the test");
        allWays(Log.over(new Sink()));
        assertEquals(List.of(), lines);
    }

    /** The words of the report need memory too. */
    @Test
    void aReportThatCannotBeMadeIsEndured() {
        System.setErr(new PrintStream(written, true));
        fault = new OutOfMemoryError("expected by the test");
        System.Logger log = Log.over(new Sink());
        log.log(Level.INFO, "plain");
        assertFalse(log.isLoggable(Level.ERROR));
        assertEquals("", written.toString());
    }

    @Test
    void aSupplierThatFailsIsTheLogsAffair() {
        System.setErr(new PrintStream(written, true));
        Log.over(new Sink()).log(Level.INFO, () -> {
            throw new IllegalStateException("expected by the test");
        });
        assertEquals(List.of(), lines);
    }

    @Test
    void theLineNamesWhoLogs() {
        Logger logger = Logger.getLogger("enchufe.log.test");
        logger.setUseParentHandlers(false);
        logger.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(record.getSourceClassName() + " " + record.getSourceMethodName());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        Log.of("enchufe.log.test").log(Level.ERROR, "who?");
        assertEquals(List.of("enchufe.log.LogTest theLineNamesWhoLogs"), lines);
    }
}
