package enchufe.websocket;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningHandshakeTest {
    /** The request of RFC 6455 §1.3. */
    private static final List<String> SAMPLE = List.of("Host", "server.example.com", "Upgrade", "websocket",
            "Connection", "Upgrade", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Origin", "http://example.com",
            "Sec-WebSocket-Protocol", "chat, superchat", "Sec-WebSocket-Version", "13");

    private static RequestHead get(List<String> headers) {
        return new RequestHead("GET", "/chat", "HTTP/1.1", Headers.of(headers));
    }

    private static RequestHead with(String name, String value) {
        var headers = new ArrayList<>(SAMPLE);
        int at = headers.indexOf(name);
        if (at >= 0) {
            headers.set(at + 1, value);
        } else {
            headers.addAll(List.of(name, value));
        }
        return get(headers);
    }

    private static RequestHead without(String name) {
        var headers = new ArrayList<>(SAMPLE);
        headers.subList(headers.indexOf(name), headers.indexOf(name) + 2).clear();
        return get(headers);
    }

    private static RequestHead twice(String name) {
        var headers = new ArrayList<>(SAMPLE);
        headers.addAll(SAMPLE.subList(SAMPLE.indexOf(name), SAMPLE.indexOf(name) + 2));
        return get(headers);
    }

    private static String response(String protocol) {
        var agreement = new OpeningHandshake.Agreement(protocol, WebSocketLimits.DEFAULT);
        return new String(OpeningHandshake.response(get(SAMPLE), agreement, Headers.NONE), StandardCharsets.ISO_8859_1);
    }

    private static int statusOf(RequestHead head) {
        return assertThrows(HttpException.class, () -> OpeningHandshake.check(head)).status();
    }

    @Test
    void theSampleOfTheRfcIsAnsweredAsThere() {
        OpeningHandshake.check(get(SAMPLE));
        assertEquals("""
                HTTP/1.1 101 Switching Protocols\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
                Sec-WebSocket-Protocol: chat\r
                \r
                """, response("chat"));
        assertFalse(response("").contains("Sec-WebSocket-Protocol"));
    }

    @Test
    void whatServesTheHandshakeAloneIsStripped() {
        RequestHead head = OpeningHandshake.strip(get(List.of("host", "h", "upgrade", "websocket", "connection", "Upgrade",
                "sec-websocket-key", "k", "sec-websocket-version", "13", "sec-websocket-extensions", "permessage-deflate",
                "sec-websocket-protocol", "chat", "Cookie", "a=b")));
        assertEquals("{host=h, sec-websocket-protocol=chat, cookie=a=b}", head.headers().toString());
        assertEquals(get(SAMPLE).target(), head.target());
    }

    @Test
    void whatWasNotOfferedIsNotAnswered() {
        for (String protocol : List.of("Chat", "chat, superchat", "other", "", "a\r\nSet-Cookie: b")) {
            assertThrows(IllegalStateException.class, () -> OpeningHandshake.choose(get(SAMPLE), choosing(protocol)));
            assertEquals("", OpeningHandshake.choose(without("Sec-WebSocket-Protocol"), choosing(protocol)));
        }
        assertThrows(IllegalArgumentException.class, () -> response("a\r\nSet-Cookie: b"));
    }

    @Test
    void theEndpointChoosesAndTheFirstIsItsDefault() {
        assertEquals("superchat", OpeningHandshake.choose(get(SAMPLE), choosing("superchat")));
        assertEquals("", OpeningHandshake.choose(get(SAMPLE), choosing(null)));
        assertEquals("chat", OpeningHandshake.choose(get(SAMPLE), (head, peer) -> null));
    }

    private static WebSocketEndpoint choosing(String protocol) {
        return new WebSocketEndpoint() {
            @Override
            public Opening admit(RequestHead head, Peer peer) {
                return null;
            }

            @Override
            public String protocol(List<String> offered, RequestHead head) {
                assertEquals(List.of("chat", "superchat"), offered);
                return protocol;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"Upgrade,WebSocket", "Upgrade,'h2c, websocket'", "Connection,'keep-alive, Upgrade'", "Connection,upgrade",
        "Content-Length,0"})
    void tokensAreFoundInListsWithoutCase(String name, String value) {
        assertDoesNotThrow(() -> OpeningHandshake.check(with(name, value)));
    }

    @ParameterizedTest
    @CsvSource({"Upgrade,websockets", "Upgrade,h2c", "Connection,keep-alive", "Content-Length,5", "Content-Length,00",
        "Transfer-Encoding,chunked"})
    void aWrongHeaderIsA400(String name, String value) {
        assertEquals(400, statusOf(with(name, value)));
    }

    @Test
    void subprotocolsAreReadInTheClientsOrder() {
        assertEquals(List.of("chat", "superchat"), OpeningHandshake.protocols(get(SAMPLE)));
        assertEquals(List.of(), OpeningHandshake.protocols(without("Sec-WebSocket-Protocol")));
        assertEquals(List.of("b", "a", "!#$%&'*+-.^_`|~", "A"), OpeningHandshake.protocols(
                get(List.of("Sec-WebSocket-Protocol", "b \t,a", "sec-websocket-protocol", "!#$%&'*+-.^_`|~,\tA"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "a,", ",a", "a,,b", "a b", "a\tb", "a;b", "a/b", "\"a\"", "a,a", "a, b, a", "é", "a\u0000", "a=b",
        "a\r\nX: y"})
    void anOfferThatIsNoListOfDifferentTokensIsA400(String offer) {
        assertEquals(400, statusOf(with("Sec-WebSocket-Protocol", offer)));
    }

    @Test
    void aSubprotocolThatIsOfferedTwiceInTwoFieldsIsA400() {
        assertEquals(400, statusOf(twice("Sec-WebSocket-Protocol")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25j",
        "dGhlIHNhbXBsZSBub25jZSE=", "dGhlIHNhbXBsZSBub25jZSEh", "dGhlIHNhbXBsZSBub25jZ!==", "dGhlIHNhbXBsZSBub25jZQ==="})
    void aKeyThatIsNot16BytesIsA400(String key) {
        assertEquals(400, statusOf(with("Sec-WebSocket-Key", key)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Upgrade", "Connection", "Sec-WebSocket-Key"})
    void aMissingHeaderIsA400(String name) {
        assertEquals(400, statusOf(without(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Sec-WebSocket-Key"})
    void aRepeatedHeaderIsA400(String name) {
        assertEquals(400, statusOf(twice(name)));
    }

    @ParameterizedTest
    @CsvSource({"POST,HTTP/1.1", "get,HTTP/1.1", "GET,HTTP/1.0"})
    void anotherMethodOrVersionOfHttpIsA400(String method, String version) {
        assertEquals(400, statusOf(new RequestHead(method, "/", version, Headers.of(SAMPLE))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "14", "013", "13, 8"})
    void anotherVersionOfWebSocketIsA426ThatNamesOurs(String version) {
        var refusal = assertThrows(HttpException.class,
                () -> OpeningHandshake.check(with("Sec-WebSocket-Version", version)));
        assertEquals(426, refusal.status());
        assertEquals("13", refusal.headers().first("Sec-WebSocket-Version"));
        assertEquals("websocket", refusal.headers().first("Upgrade"));
    }

    @Test
    void noVersionOrTwoAreA426() {
        assertEquals(426, statusOf(without("Sec-WebSocket-Version")));
        assertEquals(426, statusOf(twice("Sec-WebSocket-Version")));
    }

    @Test
    void onlyTheUpgradeHeaderMakesAnUpgrade() {
        assertTrue(OpeningHandshake.isUpgrade(get(List.of("upgrade", "h2c, WebSocket"))));
        assertFalse(OpeningHandshake.isUpgrade(get(List.of("Connection", "Upgrade", "Upgrade", "h2c"))));
        assertFalse(OpeningHandshake.isUpgrade(without("Upgrade")));
    }
}
