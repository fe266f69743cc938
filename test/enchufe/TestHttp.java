package enchufe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Plain HTTP requests: what they say goes out untouched, which java.net.http would not allow. */
final class TestHttp {
    /**
     * A response.
     *
     * @param headers names in lower case
     */
    record Response(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.get(name);
        }
    }

    /** What a browser shows where there is nothing. */
    static final String NOT_FOUND = "404 Not Found\n\nThe server has nothing here. Its log says why.\n";

    private TestHttp() {}

    static Response get(SocketIOServer io, String target, String... headers) {
        return request(io.port(), "GET", target, "", headers);
    }

    /** Opens a session, and closes it: else the server's end would wait for a poll that fetches the rest. */
    static Response open(SocketIOServer io, String target, String... headers) {
        Response response = get(io, target, headers);
        int sid = response.body().indexOf("\"sid\":\"") + 7;
        if (response.status() == 200 && sid > 6) {
            String session = target + "&sid=" + response.body().substring(sid, response.body().indexOf('"', sid));
            request(io.port(), "POST", session, "1");
        }
        return response;
    }

    static Response request(SocketIOServer io, String method, String target, String... headers) {
        return request(io.port(), method, target, "", headers);
    }

    /** Sends a request; headers are whole lines. */
    static Response request(int port, String method, String target, String body, String... headers) {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
        if (Arrays.stream(headers).noneMatch(header -> header.startsWith("Host:"))) {
            head.append("Host: 127.0.0.1:").append(port).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (!body.isEmpty() || method.equals("POST")) {
            head.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return parse(exchange(port, head + "\r\n" + body));
    }

    /** Sends bytes and reads until the server closes the connection. */
    static String exchange(int port, String sent) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Response parse(String received) {
        int end = received.indexOf("\r\n\r\n");
        String[] lines = received.substring(0, end).split("\r\n");
        var headers = new TreeMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
        }
        return new Response(Integer.parseInt(lines[0].split(" ")[1]), headers, received.substring(end + 4));
    }
}
