package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.Query;
import enchufe.http.RequestHead;
import enchufe.json.JsonWriter;
import enchufe.json.Utf8Buffer;
import enchufe.websocket.Message;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * JSONP (in the description of revision 3: "JSONP"), for browsers without cross-origin requests: payloads that are text, where the
 * response to a poll is a script that calls a function of the page, and a POST comes from a form.
 *
 * <p>A page of any origin may run a script and so read it, whatever CORS says, and scripts are requested without {@code Origin}. So
 * {@link #withOrigin} finds out where the page is from.
 */
final class Jsonp extends Revision3 {
    /** Holds the index of the function that a response calls. */
    static final String PARAMETER = "j";

    /** The type is a script's, so that no browser takes what clients have sent for anything else. */
    private static final Headers SCRIPT =
            headers("text/javascript; charset=UTF-8").and(Headers.of(List.of("X-Content-Type-Options", "nosniff")));

    private final String index;

    /** @param index what the client has sent: only its digits become a part of the script */
    Jsonp(String index) {
        super(true);
        this.index = index.replaceAll("[^0-9]", "");
    }

    /** {@return the request as it would be if browsers sent {@code Origin} with the requests of scripts and forms, too} */
    static RequestHead withOrigin(RequestHead head) {
        if (head.headers().first("Origin") != null) {
            return head;
        }
        Map<String, String> query = head.query();
        if (!query.containsKey(PARAMETER) || revision(query) == 4) {
            return head;
        }
        Headers headers = head.headers().and(Headers.of(List.of("Origin", originOf(head.headers().first("Referer")))));
        return new RequestHead(head.method(), head.target(), head.version(), headers);
    }

    /** {@return the origin of a page; that of no page if it is not known (RFC 6454 §7.1)} */
    private static String originOf(String referer) {
        try {
            URI page = URI.create(referer == null ? "" : referer);
            if (page.getScheme() != null && page.getRawAuthority() != null) {
                return page.getScheme() + "://" + page.getRawAuthority();
            }
        } catch (IllegalArgumentException noUrl) {
            // as if there were none
        }
        return "null";
    }

    /** Reads a form ("Posting data"), whose field {@code d} holds the payload. */
    @Override
    void read(byte[] body, boolean octets, Consumer<ByteBuffer> onText, Consumer<ByteBuffer> onBinary) {
        String payload = Query.parse(new String(body, StandardCharsets.UTF_8)).get("d");
        if (payload == null) {
            throw PayloadReader.malformed("a form without a field d");
        }
        super.read(unescapeNewlines(payload).getBytes(StandardCharsets.UTF_8), false, onText, onBinary);
    }

    /** Browsers change newlines in forms, so the client writes {@code \n} instead, and {@code \\n} for what was {@code \n}. */
    private static String unescapeNewlines(String text) {
        return text.replaceAll("(?<!\\\\)\\\\n", "\n").replace("\\\\n", "\\n");
    }

    @Override
    Body write(List<Message> packets) {
        var call = new Utf8Buffer();
        call.put("___eio[" + index + "](");
        new JsonWriter(call, (binary, out) -> { }).write(new String(super.write(packets).bytes(), StandardCharsets.UTF_8));
        call.put(");");
        // U+2028 and U+2029 end a line in a script, but not in JSON (ECMA-262 before 2019, §11.3); "<" could begin HTML.
        String script = call.toString().replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
        return new Body(SCRIPT, script.getBytes(StandardCharsets.UTF_8));
    }
}
