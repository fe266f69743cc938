package enchufe.websocket;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.RequestHead;
import enchufe.http.ResponseWriter;
import enchufe.http.Syntax;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** The server's half of the opening handshake (RFC 6455 §4.2). */
public final class OpeningHandshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";      // RFC 6455 §1.3
    private static final int KEY_BYTES = 16;
    private static final int KEY_CHARACTERS = 24;       // of 16 bytes in base64, padded

    private OpeningHandshake() {}

    /**
     * Tells whether a request wants a WebSocket connection, whether or not it asks for it correctly.
     *
     * @param head the request
     * @return whether its {@code Upgrade} header lists {@code websocket}
     */
    public static boolean isUpgrade(RequestHead head) {
        return head.headers().hasToken("Upgrade", "websocket");
    }

    /**
     * Checks a client's request (RFC 6455 §4.2.1).
     *
     * @param head the request
     * @throws HttpException with status 426 and the version served if it asks for another version of WebSocket, with status
     *     400 if anything else is wrong
     */
    public static void check(RequestHead head) {
        Headers headers = head.headers();
        require(head.method().equals("GET"), "the method is not GET");
        require(head.version().equals("HTTP/1.1"), "the version is not HTTP/1.1");
        require(headers.all("Host").size() == 1, "not exactly one Host");
        require(isUpgrade(head), "Upgrade does not list websocket");
        require(headers.hasToken("Connection", "Upgrade"), "Connection does not list upgrade");
        if (!headers.all("Sec-WebSocket-Version").equals(List.of("13"))) {
            throw otherVersion();
        }
        List<String> keys = headers.all("Sec-WebSocket-Key");
        require(keys.size() == 1 && isKey(keys.get(0)), "Sec-WebSocket-Key is not 16 bytes in base64");
        // A body would be taken for frames.
        require(headers.first("Transfer-Encoding") == null, "an upgrade with a body");
        for (String length : headers.all("Content-Length")) {
            require(length.equals("0"), "an upgrade with a body");
        }
        protocols(head);
    }

    /**
     * {@return the subprotocols that a client offers, the one that it prefers first (RFC 6455 §4.1); none if it offers none}
     *
     * @param head the request
     * @throws HttpException with status 400 if they are not tokens, each different from the others
     */
    public static List<String> protocols(RequestHead head) {
        var offered = new ArrayList<String>(1);
        for (String list : head.headers().all("Sec-WebSocket-Protocol")) {          // perhaps several: RFC 6455 §11.3.4
            for (String element : list.split(",", -1)) {
                String protocol = element.strip();
                require(Syntax.isToken(protocol), "Sec-WebSocket-Protocol lists what is not a token");
                offered.add(protocol);
            }
        }
        require(Set.copyOf(offered).size() == offered.size(), "Sec-WebSocket-Protocol lists one twice");
        return offered;
    }

    /**
     * Lets an endpoint choose one of the subprotocols that a client offers.
     *
     * @param head a request that has been checked
     * @param endpoint whose {@link WebSocketEndpoint#protocol} is asked
     * @return the subprotocol; empty if the client offers none, or the endpoint wants none
     * @throws IllegalStateException if the endpoint's choice is not among them (RFC 6455 §4.2.2)
     */
    public static String choose(RequestHead head, WebSocketEndpoint endpoint) {
        List<String> offered = protocols(head);
        String chosen = offered.isEmpty() ? null : endpoint.protocol(offered, head);
        if (chosen == null) {
            return "";
        }
        if (!offered.contains(chosen)) {
            throw new IllegalStateException("the endpoint has chosen the subprotocol \"" + chosen + "\", which the client has not"
                    + " offered: let it choose one of those that it is given, or null");
        }
        return chosen;
    }

    /**
     * Writes the answer that opens the connection (RFC 6455 §4.2.2), without an extension.
     *
     * @param head a request that has been checked
     * @param protocol the subprotocol that is {@link #choose chosen}; empty for none
     * @return the whole response
     */
    public static byte[] response(RequestHead head, String protocol) {
        var response = new ResponseWriter(101).field("Upgrade", "websocket").field("Connection", "Upgrade")
                .field("Sec-WebSocket-Accept", accept(head.headers().first("Sec-WebSocket-Key")));
        if (!protocol.isEmpty()) {
            response.field("Sec-WebSocket-Protocol", protocol);
        }
        return response.end(new byte[0], false, false);
    }

    /**
     * {@return a request without the fields that serve the handshake alone (RFC 6455 §4.1): a server that remembers the
     * requests of all its clients need not keep them}
     *
     * @param head a request that has been checked
     */
    public static RequestHead strip(RequestHead head) {
        Headers rest = head.headers().without("Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
                "Sec-WebSocket-Extensions");
        return new RequestHead(head.method(), head.target(), head.version(), rest);
    }

    /** {@return the proof that the server has understood the request (RFC 6455 §4.2.2, /key/)} */
    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-1", impossible);
        }
    }

    private static boolean isKey(String value) {
        try {
            return value.length() == KEY_CHARACTERS && Base64.getDecoder().decode(value).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** RFC 6455 §4.2.2 and §4.4; the status wants an Upgrade header (RFC 9110 §15.5.22). */
    private static HttpException otherVersion() {
        return new HttpException(426, "Sec-WebSocket-Version is not 13",
                Headers.of(List.of("Sec-WebSocket-Version", "13", "Upgrade", "websocket", "Connection", "Upgrade")),
                new byte[0]);
    }

    private static void require(boolean obeyed, String violation) {
        if (!obeyed) {
            throw new HttpException(400, violation);
        }
    }
}
