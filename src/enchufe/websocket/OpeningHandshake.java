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

/** The server's part of the opening handshake (RFC 6455 §4.2): checks the request and writes the response. No state. */
public final class OpeningHandshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";      // RFC 6455 §1.3
    private static final int KEY_BYTES = 16;
    private static final int KEY_CHARACTERS = 24;       // of 16 bytes in base64, padded

    private OpeningHandshake() {}

    /**
     * Tells whether a request asks for a WebSocket connection, correctly or not.
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
        // The numbers are those of the list in §4.2.1.
        require(head.method().equals("GET"), "the method is not GET");                              // 1
        require(head.version().equals("HTTP/1.1"), "the version is not HTTP/1.1");                  // 1
        require(headers.all("Host").size() == 1, "not exactly one Host");                           // 2
        require(isUpgrade(head), "Upgrade does not list websocket");                                // 3
        require(headers.hasToken("Connection", "Upgrade"), "Connection does not list upgrade");     // 4
        if (!headers.all("Sec-WebSocket-Version").equals(List.of("13"))) {                          // 6
            throw otherVersion();
        }
        List<String> keys = headers.all("Sec-WebSocket-Key");
        require(keys.size() == 1 && isKey(keys.get(0)), "Sec-WebSocket-Key is not 16 bytes in base64");      // 5
        // A body would be read as frames.
        require(headers.first("Transfer-Encoding") == null, "an upgrade with a body");
        for (String length : headers.all("Content-Length")) {
            require(length.equals("0"), "an upgrade with a body");
        }
        protocols(head);                                                                            // 8
    }

    /**
     * {@return the subprotocols that a client offers, the preferred one first (RFC 6455 §4.1); empty if it offers none}
     *
     * @param head the request
     * @throws HttpException with status 400 if one is not a token, or is offered twice
     */
    public static List<String> protocols(RequestHead head) {
        var offered = new ArrayList<String>(1);
        for (String list : head.headers().all("Sec-WebSocket-Protocol")) {          // §11.3.4: there may be several fields
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
     * @param endpoint the endpoint, whose {@link WebSocketEndpoint#protocol} is called
     * @return the subprotocol; empty if the client offers none, or the endpoint chooses none
     * @throws IllegalStateException if the client has not offered what the endpoint chose (RFC 6455 §4.2.2)
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
     * What both sides have agreed to.
     *
     * @param protocol the subprotocol; empty for none
     * @param limits the endpoint's, with compression if the client offers it too
     */
    public record Agreement(String protocol, WebSocketLimits limits) {}

    /**
     * Agrees on a subprotocol and on compression.
     *
     * @param head a request that has been checked
     * @param endpoint the endpoint, whose {@link WebSocketEndpoint#protocol} is called
     * @return what the response says
     */
    public static Agreement agree(RequestHead head, WebSocketEndpoint endpoint) {
        WebSocketLimits limits = endpoint.limits();
        boolean deflates = limits.deflates() && PerMessageDeflate.isOffered(head);
        return new Agreement(choose(head, endpoint), deflates ? limits : limits.withoutDeflate());
    }

    /**
     * Writes the response that opens the connection (RFC 6455 §4.2.2).
     *
     * @param head a request that has been checked
     * @param agreement what was {@link #agree agreed}
     * @param more further header fields
     * @return the whole response
     */
    public static byte[] response(RequestHead head, Agreement agreement, Headers more) {
        var response = new ResponseWriter(101).field("Upgrade", "websocket").field("Connection", "Upgrade")
                .field("Sec-WebSocket-Accept", accept(head.headers().first("Sec-WebSocket-Key")));
        if (!agreement.protocol().isEmpty()) {
            response.field("Sec-WebSocket-Protocol", agreement.protocol());
        }
        if (agreement.limits().deflates()) {
            response.field("Sec-WebSocket-Extensions", PerMessageDeflate.RESPONSE);     // RFC 7692 §5.1
        }
        more.forEach(response::field);
        return response.end(new byte[0], false, false);
    }

    /**
     * {@return a request without the fields that only the handshake needs (RFC 6455 §4.1), to save memory in a server that keeps
     * the requests of all its clients}
     *
     * @param head a request that has been checked
     */
    public static RequestHead strip(RequestHead head) {
        Headers rest = head.headers().without("Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
                "Sec-WebSocket-Extensions");
        return new RequestHead(head.method(), head.target(), head.version(), rest);
    }

    /** {@return the value of Sec-WebSocket-Accept: it proves that the server has read the request (RFC 6455 §4.2.2, item 5.4)} */
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

    /** RFC 6455 §4.4: the response names the version that is served; RFC 9110 §15.5.22: status 426 needs an Upgrade field. */
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
