package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The polling of pages that may only load scripts and send forms. */
class JsonpTest {
    private final Fixture f = new Fixture(Settings.with("allowEIO3", true));
    private final List<String> origins = new ArrayList<>();

    private FakeLoopExchange request(String method, String query, String body, String... fields) {
        var exchange = new FakeLoopExchange(method, query, body.getBytes(UTF_8), fields);
        f.server.handle(exchange);
        return exchange;
    }

    private FakeLoopExchange open(String j) {
        var opening = request("GET", "EIO=3&transport=polling&j=" + j, "");
        opening.answer();
        return opening;
    }

    private FakeLoopExchange post(String form) {
        return request("POST", "EIO=3&transport=polling&j=0&sid=" + f.session.id(), form);
    }

    private String written(String text) {
        f.session.send(EnginePacket.text(text));
        return request("GET", "EIO=3&transport=polling&j=0&sid=" + f.session.id(), "").answer();
    }

    @Test
    void aResponseIsAScript() {
        var opening = open("0");
        String answer = opening.answer();
        assertTrue(answer.matches("200 ___eio\\[0]\\(\"[0-9]+:0\\{\\\\\"sid\\\\\":.*}\"\\);"), answer);
        assertEquals("text/javascript; charset=UTF-8", opening.responseHeaders().first("Content-Type"));
        assertEquals("nosniff", opening.responseHeaders().first("X-Content-Type-Options"));
        assertEquals("200 ___eio[0](\"3:4hi\");", written("hi"));
    }

    @Test
    void onlyDigitsOfTheIndexAreUsed() {
        assertTrue(open("7;alert(1)//").answer().startsWith("200 ___eio[71](\""));
        assertTrue(open("a%5D(1)%3C").answer().startsWith("200 ___eio[1](\""));
        assertTrue(open("").answer().startsWith("200 ___eio[](\""));
    }

    @Test
    void aMessageStaysText() {
        open("0");
        assertEquals("200 ___eio[0](\"7:4\\\"\\\\\\n\\r\\u0000\\u003c\");", written("\"\\\n\r\0<"));
        assertEquals("200 ___eio[0](\"6:4\\u2028\\u2029\u00e9\ud83d\ude00\");", written("\u2028\u2029\u00e9\ud83d\ude00"));
        f.session.send(EnginePacket.binary(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})));
        assertEquals("200 ___eio[0](\"10:b4AQIDBA==\");",
                request("GET", "EIO=3&transport=polling&j=0&sid=" + f.session.id(), "").answer());
    }

    @Test
    void aPostIsAForm() {
        open("0");
        var answer = post("d=6%3A4%20%C3%A9%2B%E2%82%AC%26");
        assertEquals("200 ok", answer.answer());
        assertEquals(List.of("\u20ac\u00e9", "(read end)"), received("d=3%3A4%E2%82%AC%C3%A9"));
        assertEquals(List.of(" +", "(read end)"), received("d=3:4+%2B"));
        assertEquals(List.of("bytes 01020304", "(read end)"), received("a=b&d=10:b4AQIDBA=="));
    }

    private List<String> received(String form) {
        f.listener.events();
        assertEquals("200 ok", post(form).answer());
        return f.listener.events();
    }

    /** The client writes \n for a newline, and \\n for a backslash before an n. */
    @Test
    void newlinesAreEscaped() {
        open("0");
        assertEquals(List.of("a\nb", "(read end)"), received("d=4:4a\\nb"));
        assertEquals(List.of("a\\nb", "(read end)"), received("d=5:4a\\\\nb"));
        assertEquals(List.of("\n\n", "(read end)"), received("d=3:4\\n\\n"));
    }

    @Test
    void aFormWithoutDataEndsTheSession() {
        for (String form : List.of("", "x=1", "d=", "d=5:4")) {
            open("0");
            assertEquals(Fixture.BAD_REQUEST, post(form).answer());
            assertTrue(f.listener.events().contains("(parse error)"));
        }
    }

    @Test
    void theSessionMayMoveToAWebSocket() {
        open("0");
        var socket = f.connect("EIO=3&transport=websocket&sid=" + f.session.id());
        socket.receive("2probe", "5");
        f.session.send(EnginePacket.text("a"));
        assertEquals(List.of("3probe", "4a"), socket.sent());
    }

    /** A script of any page is loaded without Origin, and can be read by it. */
    @Test
    void thePageIsKnownByItsReferer() {
        f.server.filter((head, peer) -> {
            String origin = head.headers().first("Origin");
            origins.add(origin);
            if (origin != null && !origin.equals("https://good.example")) {
                throw new HttpException(403, "the origin is not allowed");
            }
            return Headers.NONE;
        });
        String jsonp = "EIO=3&transport=polling&j=0";
        assertEquals(Fixture.FORBIDDEN, request("GET", jsonp, "", "Referer", "https://bad.example/page?x").answer());
        assertEquals(Fixture.FORBIDDEN, request("GET", jsonp, "").answer());
        assertEquals(Fixture.FORBIDDEN, request("GET", jsonp, "", "Referer", "not an URL").answer());
        assertEquals(Fixture.FORBIDDEN, request("GET", jsonp, "", "Referer", "about:blank").answer());
        assertTrue(request("GET", jsonp, "", "Referer", "https://good.example/page?x").answer().startsWith("200 ___eio"));
        assertEquals(Fixture.FORBIDDEN, request("GET", jsonp, "", "Referer", "https://good.example/", "Origin", "null").answer());
        assertTrue(request("GET", "EIO=3&transport=polling", "").answer().startsWith("200 1"));
        assertEquals(List.of("https://bad.example", "null", "null", "null", "https://good.example", "null"), origins.subList(0, 6));
        assertEquals(7, origins.size());
        assertEquals(null, origins.get(6));
    }

    @Test
    void withoutTheOptionThereIsNone() {
        var strict = new Fixture();
        assertEquals(Fixture.UNSUPPORTED, strict.request("GET", "EIO=3&transport=polling&j=0", "").answer());
        assertTrue(strict.request("GET", "EIO=4&transport=polling&j=0", "").answer().startsWith("200 0{"));
    }
}
