package enchufe.net;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** Whatever holds for plain connections holds for encrypted ones: the same tests again. */
class OverTlsTest {
    @BeforeAll
    static void encrypt() {
        Site.secure = true;
    }

    @AfterAll
    static void speakPlainly() {
        Site.secure = false;
    }

    @Nested
    class Backpressure extends BackpressureTest {}

    @Nested
    class Unfinished extends GatheringTest {}

    @Nested
    class Waiting extends HttpClientsTest {}

    @Nested
    class Listener extends HttpListenerTest {}

    @Nested
    class KeepAlive extends KeepAliveTest {}

    @Nested
    class Exchanges extends LoopExchangeTest {}

    @Nested
    class SeveralLoops extends LoopsTest {}

    @Nested
    class Relayed extends PagesTest {}

    @Nested
    class Pipelining extends PipeliningTest {}

    @Nested
    class Plain extends PlainWebSocketsTest {}

    @Nested
    class Limits extends RequestLimitsTest {}

    @Nested
    class Vanished extends VanishedClientsTest {}

    @Nested
    class WebSockets extends WebSocketConnectionTest {}

    @Nested
    class WebSocketRequests extends WebSocketRequestTest {}
}
