package enchufe.redis;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A connection to Redis, logged in. Reading waits, and so may writing; one thread reads, one writes. */
final class RedisConnection implements AutoCloseable {
    private final Socket plain;                     // below TLS, if there is any: closing it waits for nothing
    private final RespReader reader;
    private final OutputStream out;

    private RedisConnection(Socket plain, Socket socket) throws IOException {
        this.plain = plain;
        this.reader = new RespReader(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
    }

    /**
     * Connects.
     *
     * @param timeout for connecting, and then for each reply
     * @throws IOException if Redis cannot be reached, or refuses the login
     */
    static RedisConnection open(RedisAddress address, Duration timeout) throws IOException {
        int millis = (int) timeout.toMillis();
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), millis);
            socket.setSoTimeout(millis);
            var connection = new RedisConnection(socket, address.secure() ? secure(socket, address) : socket);
            for (byte[] command : address.login()) {
                connection.write(command);
                connection.flush();
                connection.read();
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket secure(Socket plain, RedisAddress address) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var secure = (SSLSocket) factory.createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");         // RFC 2818 §3.1: the certificate is for that host
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    void write(byte[] command) throws IOException {
        out.write(command);
    }

    void flush() throws IOException {
        out.flush();
    }

    /** See {@link RespReader#await}. */
    void await() throws IOException {
        reader.await();
    }

    /** {@return the next reply; throws a {@link RedisException} if it is an error} */
    Object read() throws IOException {
        Object reply = reader.read();
        if (reply instanceof RedisException error) {
            throw error;
        }
        return reply;
    }

    @Override
    public void close() {
        try {
            plain.close();
        } catch (IOException e) {
            // it is of no use any more, whatever the system says
        }
    }
}
