package enchufe.net;

import enchufe.engine.Alarm;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.ResponseWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The beginning of a connection to a port that speaks TLS, until its handshake is over; then the connection is an
 * {@link HttpConnection}'s. A client that speaks plain HTTP is told so. A slow one has {@code headersTimeout}, as for the head of a
 * request.
 */
final class TlsGreeting implements ConnectionHandler {
    private static final byte HANDSHAKE = 22;               // a record's content type: RFC 8446 §5.1
    private static final String ADVICE = "this port speaks TLS: write https:// in the place of http://, and wss:// of ws://";

    private final HttpListener port;
    private final TlsConnection connection;
    private final Peer peer;
    private final Alarm late;
    private boolean begun;

    TlsGreeting(HttpListener port, TlsConnection connection, Peer peer) {
        this.port = port;
        this.connection = connection;
        this.peer = peer;
        late = connection.loop().after(port.timeouts().headersTimeout().plus(ClientWatch.PERIOD), this::tooLate);
    }

    private void tooLate() {
        if (begun) {
            port.warnings().late(peer, HttpTimeouts.named("headersTimeout", port.timeouts().headersTimeout()));
        }
        connection.close();
    }

    @Override
    public void onBytes(ByteBuffer in) {
        if (in.get(in.position()) == HANDSHAKE) {
            begun = true;
            port.tls().encrypt(connection, peer, in);
        } else {
            in.position(in.limit());
            refuse();
        }
    }

    private void refuse() {
        late.cancel();
        var refusal = new HttpException(400, ADVICE, Headers.of(List.of("Content-Type", "text/plain")),
                (ADVICE + "\n").getBytes(StandardCharsets.US_ASCII));
        connection.send(ResponseWriter.write(refusal, port.refused(null, peer, refusal, connection.loop().now()), false));
        Lingering.close(connection);
    }

    @Override
    public void onSecure() {
        late.cancel();
        var http = new HttpConnection(port, connection, peer);
        connection.handler(http);
        if (port.isClosing()) {
            http.onShutdown();                              // this greeting was there when the others were told
        }
    }

    @Override
    public void onEof() {
        connection.close();
    }

    @Override
    public void onShutdown() {
        connection.close();
    }

    @Override
    public void onClosed() {
        late.cancel();
    }
}
