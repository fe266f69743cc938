package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** "Handshake", and what is refused before one. */
class HandshakeTest {
    private static final String SETTINGS = "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}";

    @Test
    void pollingBeginsWithTheOpenPacket() {
        var f = new Fixture();
        var exchange = f.request("GET", Fixture.POLLING, "");
        assertEquals("200 0{\"sid\":\"" + f.session.id() + "\",\"upgrades\":[\"websocket\"]," + SETTINGS, exchange.answer());
        assertEquals("text/plain; charset=UTF-8", exchange.responseHeaders().first("Content-Type"));
        assertEquals("no-store", exchange.responseHeaders().first("Cache-Control"));
        assertEquals(Transport.POLLING, f.session.transport());
        assertEquals(FakeExchange.ADDRESS, f.session.peer().address());
        assertEquals(Fixture.POLLING, f.session.head().rawQuery());
        assertEquals(4, f.session.protocol());
        assertEquals(1, f.server.sessions());
    }

    @Test
    void aWebSocketBeginsWithTheOpenPacketAndHasNothingToUpgradeTo() {
        var f = new Fixture();
        var socket = f.openWebSocket();
        assertEquals(List.of("0{\"sid\":\"" + f.session.id() + "\",\"upgrades\":[]," + SETTINGS), socket.sent());
        assertEquals(Transport.WEBSOCKET, f.session.transport());
        assertEquals(1, f.server.sessions());
    }

    @Test
    void theSettingsAreAnnounced() {
        var f = new Fixture(Settings.with("pingInterval", Duration.ofMillis(300), "pingTimeout", Duration.ofMillis(200),
                "maxHttpBufferSize", 5, "allowUpgrades", false));
        assertEquals("200 0{\"sid\":\"SID\",\"upgrades\":[],\"pingInterval\":300,\"pingTimeout\":200,\"maxPayload\":5}",
                f.request("GET", Fixture.POLLING, "").answer().replace(f.session.id(), "SID"));
        assertEquals(5, f.server.limits().maxMessageBytes());
    }

    @Test
    void anEmptySidIsNone() {
        var f = new Fixture();
        assertEquals("200 0", f.request("GET", Fixture.POLLING + "&sid=", "").answer().substring(0, 5));
    }

    @Test
    void greetingsFollowTheOpenPacket() {
        var f = new Fixture();
        f.server.onConnection(session -> {
            f.session = session;
            session.send(EnginePacket.text("welcome"));
            return f.listener;
        });
        assertEquals("0{\"", f.request("GET", Fixture.POLLING, "").answer().substring(4, 7));
        assertEquals("200 4welcome", f.poll().answer());
        var sent = f.openWebSocket().sent();
        assertEquals(2, sent.size());
        assertEquals("4welcome", sent.get(1));
    }

    @Test
    void invalidQueriesAreRefusedInNodesTerms() {
        var f = new Fixture().openPolling();
        String sid = "&sid=" + f.session.id();
        assertRefused(f, Fixture.UNKNOWN_TRANSPORT, "GET", "EIO=4", "EIO=4&transport=abc", "EIO=4&transport=POLLING");
        assertRefused(f, Fixture.UNKNOWN_SID, "GET", Fixture.POLLING + "&sid=abc", Fixture.WEBSOCKET + "&sid=abc");
        assertRefused(f, Fixture.UNKNOWN_SID, "POST", Fixture.POLLING + "&sid=%3Cscript%3E");
        assertRefused(f, Fixture.BAD_METHOD, "POST", Fixture.POLLING);
        assertRefused(f, Fixture.BAD_METHOD, "PUT", Fixture.POLLING);
        assertRefused(f, Fixture.BAD_REQUEST, "GET", Fixture.WEBSOCKET, Fixture.WEBSOCKET + sid,
                "EIO=3&transport=polling" + sid);
        assertRefused(f, Fixture.BAD_REQUEST, "PUT", Fixture.POLLING + sid);
        assertRefused(f, Fixture.UNSUPPORTED, "GET", "transport=polling", "EIO=abc&transport=polling",
                "EIO=3&transport=polling");
        assertEquals(1, f.server.sessions());
    }

    private static void assertRefused(Fixture f, String answer, String method, String... queries) {
        for (String query : queries) {
            var exchange = f.request(method, query, "");
            assertEquals(answer, exchange.answer(), method + " " + query);
            assertEquals("application/json", exchange.responseHeaders().first("Content-Type"));
        }
    }

    @Test
    void invalidWebSocketQueriesAreRefusedInTheSameTerms() {
        var f = new Fixture().openPolling();
        assertEquals(Fixture.UNKNOWN_TRANSPORT, f.refusal("EIO=4"));
        assertEquals(Fixture.UNKNOWN_SID, f.refusal(Fixture.WEBSOCKET + "&sid=abc"));
        assertEquals(Fixture.BAD_REQUEST, f.refusal(Fixture.POLLING));
        assertEquals(Fixture.BAD_REQUEST, f.refusal(Fixture.POLLING + "&sid=" + f.session.id()));
        assertEquals(Fixture.UNSUPPORTED, f.refusal("transport=websocket"));
        assertEquals(Fixture.UNSUPPORTED, f.refusal("EIO=5&transport=websocket"));
    }

    @Test
    void transportsThatAreOffAreUnknown() {
        var f = new Fixture(Settings.with("transports", Set.of(Transport.WEBSOCKET)));
        assertEquals(Fixture.UNKNOWN_TRANSPORT, f.request("GET", Fixture.POLLING, "").answer());
        f = new Fixture(Settings.with("transports", Set.of(Transport.POLLING)));
        assertEquals(Fixture.UNKNOWN_TRANSPORT, f.refusal(Fixture.WEBSOCKET));
        assertEquals("[]", f.request("GET", Fixture.POLLING, "").answer().replaceAll(".*upgrades\":(.*),\"pingI.*", "$1"));
    }

    @Test
    void upgradesThatAreOffAreBadRequests() {
        var f = new Fixture(Settings.with("allowUpgrades", false)).openPolling();
        assertEquals(Fixture.BAD_REQUEST, f.refusal(Fixture.WEBSOCKET + "&sid=" + f.session.id()));
    }

    @Test
    void theFilterAddsItsHeadersToEveryResponse() {
        var f = new Fixture();
        f.server.filter((head, peer) -> Headers.of(List.of("Access-Control-Allow-Origin", head.headers().first("Origin"))));
        for (String query : List.of(Fixture.POLLING, "EIO=4")) {
            var exchange = new FakeLoopExchange("GET", query, new byte[0], "Origin", "http://a.example");
            f.server.handle(exchange);
            exchange.answer();
            assertEquals("http://a.example", exchange.responseHeaders().first("Access-Control-Allow-Origin"));
        }
    }

    @Test
    void theFilterRefusesOriginsOnBothTransports() {
        var f = new Fixture();
        f.server.filter((head, peer) -> {
            throw new HttpException(403, "origin");
        });
        assertEquals(Fixture.FORBIDDEN, f.request("GET", Fixture.POLLING, "").answer());
        assertEquals(Fixture.FORBIDDEN, f.refusal(Fixture.WEBSOCKET));
        assertEquals(0, f.server.sessions());
    }

    @Test
    void theFiltersOwnRefusalIsAnsweredAsItIs() {
        var f = new Fixture();
        f.server.filter((head, peer) -> {
            throw new HttpException(429, "slow down", Headers.of(List.of("Retry-After", "9")), "later".getBytes());
        });
        var exchange = f.request("GET", Fixture.POLLING, "");
        assertEquals("429 later", exchange.answer());
        assertEquals("9", exchange.responseHeaders().first("Retry-After"));
    }

    @Test
    void thereAreAtMostMaxSessions() {
        var f = new Fixture(Settings.with("maxSessions", 2)).openPolling();
        var socket = f.openWebSocket();
        var log = Log.of(() -> {
            assertEquals("503", f.request("GET", Fixture.POLLING, "").status());
            assertEquals("503 ", f.refusal(Fixture.WEBSOCKET));
        });
        assertEquals(List.of("clients are refused: there are maxSessions (2) already"), log);
        socket.ends(1000);
        assertEquals("200", f.request("GET", Fixture.POLLING, "").answer().substring(0, 3));
    }

    @Test
    void aListenerThatCannotBeMadeEndsTheSession() {
        var f = new Fixture();
        f.server.onConnection(session -> {
            f.session = session;
            throw new IllegalStateException("as the test wants it");
        });
        Log.of(() -> {
            f.request("GET", Fixture.POLLING, "").answer();
            assertEquals(Fixture.UNKNOWN_SID, f.poll().answer());
            assertEquals(1000, f.openWebSocket().closeCode);
        });
        assertEquals(0, f.server.sessions());
    }

    @Test
    void anErrorInItsPlaceOrNoListenerAtAllDoTheSame() {
        var f = new Fixture();
        for (Error error : new Error[] {new AssertionError("as the test wants it"), null}) {
            f.server.onConnection(session -> {
                f.session = session;
                if (error != null) {
                    throw error;
                }
                return null;
            });
            var log = Log.of(() -> {
                assertEquals("200", f.request("GET", Fixture.POLLING, "").answer().substring(0, 3));
                assertEquals(Fixture.UNKNOWN_SID, f.poll().answer());
            });
            assertEquals(List.of("a session is closed: its listener failed"), log);
        }
        assertEquals(0, f.server.sessions());
    }

    @Test
    void theLoopOfARequestIsThatOfItsSession() {
        var f = new Fixture().openPolling();
        assertSame(f.loop, f.server.loopOf(Fixture.head(Fixture.POLLING + "&sid=" + f.session.id())));
        assertEquals(null, f.server.loopOf(Fixture.head(Fixture.POLLING + "&sid=abc")));
        assertEquals(null, f.server.loopOf(Fixture.head(Fixture.POLLING)));
    }

    @Test
    void idsAreNotRepeated() {
        var f = new Fixture().openPolling();
        String first = f.session.id();
        assertFalse(first.equals(f.openPolling().session.id()));
        assertThrows(NullPointerException.class, () -> f.server.onConnection(null));
    }
}
