package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client that sends exactly the bytes it is told to, and reads what an HTTP or a WebSocket server answers. */
final class Client implements AutoCloseable {
    /**
     * An HTTP response.
     *
     * @param headers names in lower case
     */
    record Response(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, UTF_8);
        }
    }

    /** A frame without its masking; its first byte is FIN and opcode. */
    record Frame(int first, byte[] payload) {
        String text() {
            return new String(payload, UTF_8);
        }

        /** {@return the code of a close frame} */
        int closeCode() {
            if (first != 0x88) {
                throw new AssertionError("no close frame: " + Integer.toHexString(first));
            }
            return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }
    }

    final Socket socket;
    private final Socket tcp;                                   // below it, with TLS; else the same
    private final DataInputStream in;

    /** @param tls null for plain HTTP */
    Client(InetSocketAddress server, int receiveBuffer, SSLContext tls) throws IOException {
        tcp = new Socket();
        if (receiveBuffer > 0) {
            tcp.setReceiveBufferSize(receiveBuffer);
        }
        tcp.setSoTimeout(60_000);
        tcp.setTcpNoDelay(true);
        tcp.connect(server);
        if (tls == null) {
            socket = tcp;
        } else {
            var encrypted = (SSLSocket) tls.getSocketFactory().createSocket(tcp, "localhost", server.getPort(), true);
            encrypted.startHandshake();
            socket = encrypted;
        }
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    Client send(byte[]... parts) throws IOException {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        socket.getOutputStream().write(all.toByteArray());      // in one segment, where it fits
        return this;
    }

    Client send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    Client get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    Client post(String path, byte[] body) throws IOException {
        return send(("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(ISO_8859_1), body);
    }

    /** {@return the server's end: whether it came before any further byte} */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    // ---- HTTP

    String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.substring(0, line.length() - 1);
    }

    Response response() throws IOException {
        return response(true);
    }

    /** @param withBody false for the answer to a HEAD request */
    Response response(boolean withBody) throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        var headers = new TreeMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        boolean hasBody = withBody && status >= 200 && status != 204 && status != 304;
        return new Response(status, headers, hasBody ? body(headers) : new byte[0]);
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return bytes(Integer.parseInt(headers.get("content-length")));
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return in.readAllBytes();
        }
        var body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.writeBytes(bytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(bytes.length + " bytes instead of " + count);
        }
        return bytes;
    }

    // ---- WebSocket

    static byte[] opening(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(ISO_8859_1);
    }

    /** Upgrades to a WebSocket. */
    Client upgrade(String path) throws IOException {
        send(opening(path));
        return upgraded();
    }

    /** Reads the answer to an upgrade. */
    Client upgraded() throws IOException {
        Response response = response();
        if (response.status() != 101) {
            throw new AssertionError("status " + response.status());
        }
        return this;
    }

    static byte[] text(String text) {
        return frame(0x81, text.getBytes(UTF_8));
    }

    /** {@return a masked frame} */
    static byte[] frame(int first, byte... payload) {
        byte[] key = {0x37, (byte) 0xfa, 0x21, 0x3d};
        var frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(key);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ key[i % 4]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    static byte[] closing(int code) {
        return frame(0x88, (byte) (code >> 8), (byte) code);
    }

    Frame frame() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();         // the server does not mask: RFC 6455 §5.1
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        return new Frame(first, bytes(length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Ends the connection with a reset; without the close_notify that an SSLSocket sends first, which is an end in order. */
    void reset() throws IOException {
        tcp.setSoLinger(true, 0);
        tcp.close();
    }
}
