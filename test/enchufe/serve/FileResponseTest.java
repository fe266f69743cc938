package enchufe.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.TestLog;
import enchufe.log.LogLimit;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FileResponseTest {
    @Test
    void whatTheUserMayNotReadIsSaidWithTheCure() {
        try (var log = new TestLog()) {
            var refusal = FileResponse.unreadable(Path.of("web"), new AccessDeniedException("web"), new LogLimit(1, Duration.ofDays(1)));
            assertEquals(500, refusal.status());
            assertEquals("\"web\" cannot be read: let the user that runs the server read it", log.next());
        }
    }
}
