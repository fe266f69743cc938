package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Soon;
import enchufe.TestLog;
import enchufe.http.Headers;
import enchufe.tls.TestCertificates;
import enchufe.tls.Tls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is different at a port that speaks TLS. That everything else is the same is {@link OverTlsTest}'s. */
class TlsPortTest {
    private static final TestCertificates LOCAL = TestCertificates.local();
    private static final TestCertificates RENEWED = TestCertificates.of("RSA", "localhost");

    @TempDir
    Path folder;

    private Loops loops;
    private HttpListener port;
    private InetSocketAddress address;
    private Tls tls;

    @BeforeEach
    void open() throws IOException {
        loops = new Loops("loop", 1);
        port = new HttpListener(loops, 1_000, 1_000);
        tls = Tls.of(LOCAL.write(folder), folder.resolve("key.pem"));
        port.tls(tls);
        port.handle("/", exchange -> exchange.respond(200, Headers.NONE, "hello".getBytes(ISO_8859_1)), 1_000, null);
        address = port.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port.accept();
        loops.start();
    }

    @AfterEach
    void close() {
        Soon.get(port.close(Duration.ofMillis(100)));
        loops.stop();
    }

    private Socket raw() throws IOException {
        var socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private Client client() throws IOException {
        return new Client(address, 0, TestCertificates.trusting(LOCAL, RENEWED));
    }

    private void assertServes() throws IOException {
        try (Client client = client()) {
            assertEquals("hello", client.get("/").response().text());
        }
    }

    /** Everything until the end; a reset is an end too. */
    private static byte[] rest(InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.write(b);
            }
        } catch (SocketException reset) {
            return all.toByteArray();
        }
        return all.toByteArray();
    }

    @Test
    void plainHttpIsToldWhatToDo() throws IOException {
        try (var log = new TestLog(); Socket socket = raw()) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
            String answer = new String(rest(socket.getInputStream()), ISO_8859_1);
            assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
            assertTrue(answer.endsWith("\r\n\r\nthis port speaks TLS: write https:// in the place of http://, and wss:// of ws://\n"), answer);
            assertTrue(log.isEmpty());                          // the answer has said it
        }
        assertServes();
    }

    @Test
    void nonsenseEndsInAnAlertAndTheNextClientIsServed() throws IOException {
        try (var log = new TestLog()) {
            for (int seed = 0; seed < 20; seed++) {
                byte[] bytes = new byte[3_000];
                new Random(seed).nextBytes(bytes);
                System.arraycopy(new byte[] {22, 3, 1, 11, 0}, 0, bytes, 0, 5);
                try (Socket socket = raw()) {
                    socket.getOutputStream().write(bytes);
                    byte[] answer = rest(socket.getInputStream());
                    assertTrue(answer.length == 0 || answer[0] == 21);          // an alert: RFC 8446 §5.1
                }
            }
            assertTrue(log.next().startsWith("the TLS connection of /127.0.0.1:"));
            assertTrue(log.isEmpty());                                          // once a minute
        }
        assertServes();
    }

    @Test
    void aHandshakeThatStopsIsEnded() throws IOException {
        port.timeouts(new HttpTimeouts(Duration.ofMillis(1), Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)));
        try (var log = new TestLog()) {
            try (Socket silent = raw()) {
                assertEquals(0, rest(silent.getInputStream()).length);
            }
            assertTrue(log.isEmpty());
            try (Socket slow = raw()) {
                slow.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
                assertEquals(0, rest(slow.getInputStream()).length);
                assertTrue(log.next().endsWith("its request took longer than headersTimeout (1 ms)"));
            }
        }
    }

    @Test
    void aClientThatDoesNotTrustUsIsExplained() throws IOException {
        try (var log = new TestLog()) {
            assertThrows(SSLException.class, () -> new Client(address, 0, TestCertificates.trusting(RENEWED)));
            String line = log.next();
            assertTrue(line.startsWith("the TLS connection of /127.0.0.1:") && line.contains("certificate_unknown"
                    + " (the client does not trust the server's certificate: a self-signed one must be made known to it)"), line);
        }
        assertServes();
    }

    /** The advice is followed by all other tests. */
    @Test
    void aServerWithoutAKeyIsExplained() throws IOException {
        port.tls(Tls.of(TestCertificates.trusting(LOCAL), parameters -> { }));
        try (var log = new TestLog()) {
            assertThrows(IOException.class, this::client);
            String line = log.next();
            assertTrue(line.endsWith("(does the SSLContext have a KeyManager with a key and its certificate?)"), line);
        }
    }

    @Test
    void aNewCertificateReplacesTheOldOneAndNoConnectionIsLost() throws IOException {
        var before = new ArrayList<Client>();
        for (int i = 0; i < 20; i++) {
            before.add(client());
        }
        RENEWED.write(folder);
        for (String file : List.of("cert.pem", "key.pem")) {
            Files.setLastModifiedTime(folder.resolve(file), FileTime.fromMillis(System.currentTimeMillis() + 10_000));
        }
        try (var log = new TestLog()) {
            tls.refresh();
            log.next();
        }
        try (Client after = client()) {
            assertEquals(RENEWED.certificate(), ((SSLSocket) after.socket).getSession().getPeerCertificates()[0]);
            assertEquals("hello", after.get("/").response().text());
        }
        for (Client client : before) {
            assertEquals(LOCAL.certificate(), ((SSLSocket) client.socket).getSession().getPeerCertificates()[0]);
            assertEquals("hello", client.get("/").response().text());
            client.close();
        }
    }

    @Test
    void closingEndsHandshakesToo() throws IOException {
        try (Socket silent = raw(); Socket begun = raw(); Client idle = client()) {
            begun.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
            assertEquals("hello", idle.get("/").response().text());             // so the others have been accepted
            Soon.get(port.close(Duration.ofDays(1)));
            assertEquals(0, rest(silent.getInputStream()).length);
            assertEquals(0, rest(begun.getInputStream()).length);
            assertTrue(idle.isAtEnd());
        }
    }
}
