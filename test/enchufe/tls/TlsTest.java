package enchufe.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final TestCertificates LOCAL = TestCertificates.local();
    private static final TestCertificates OTHER = TestCertificates.of("EC", "other.test");

    @TempDir
    Path folder;

    private Tls files() {
        return Tls.of(LOCAL.write(folder), folder.resolve("key.pem"));
    }

    private Tls files(List<TestCertificates> order) throws IOException {
        Tls tls = null;
        for (TestCertificates one : order) {
            Path place = Files.createTempDirectory(folder, "keys");
            Path file = one.write(place);
            tls = tls == null ? Tls.of(file, place.resolve("key.pem")) : tls.and(file, place.resolve("key.pem"));
        }
        return tls;
    }

    private static Certificate seen(Tls tls, String name) throws SSLException {
        return seen(tls, name, "TLSv1.3");
    }

    /** The certificate that a client sees who asks for a name, or for none, perhaps with some of the cipher suites only. */
    private static Certificate seen(Tls tls, String name, String version, String... suites) throws SSLException {
        SSLEngine client = TestCertificates.trusting(LOCAL, OTHER, TestCertificates.of("RSA", "rsa.test"),
                TestCertificates.of("RSA", "localhost"), TestCertificates.of("EC", "*.star.test")).createSSLEngine();
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
        parameters.setProtocols(new String[] {version});
        if (suites.length > 0) {
            parameters.setCipherSuites(suites);
        }
        client.setSSLParameters(parameters);
        shake(client, tls.newEngine());
        return client.getSession().getPeerCertificates()[0];
    }

    /** Lets two engines shake hands. */
    static void shake(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(100_000);
        ByteBuffer toClient = ByteBuffer.allocate(100_000);
        for (int i = 0; i < 100 && (i == 0 || isShaking(client) || isShaking(server)); i++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
        assertFalse(isShaking(client) || isShaking(server));
    }

    private static boolean isShaking(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        engine.wrap(nothing, out);
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(100_000));
        in.compact();
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Test
    void offersTls13And12AndHttp11() {
        SSLEngine engine = files().newEngine();
        assertFalse(engine.getUseClientMode());
        assertArrayEquals(new String[] {"TLSv1.3", "TLSv1.2"}, engine.getEnabledProtocols());
        assertArrayEquals(new String[] {"http/1.1"}, engine.getSSLParameters().getApplicationProtocols());
        assertTrue(engine.getSSLParameters().getUseCipherSuitesOrder());
        assertFalse(engine.getNeedClientAuth() || engine.getWantClientAuth());
    }

    @Test
    void theApplicationMayChangeWhatIsOffered() {
        SSLEngine engine = Tls.of(LOCAL.context(), parameters -> {
            parameters.setProtocols(new String[] {"TLSv1.3"});
            parameters.setNeedClientAuth(true);
        }).newEngine();
        assertArrayEquals(new String[] {"TLSv1.3"}, engine.getEnabledProtocols());
        assertTrue(engine.getNeedClientAuth());
    }

    @Test
    void choosesTheCertificateByTheNameThatIsAskedFor() throws SSLException, IOException {
        Tls tls = files();
        assertEquals(LOCAL.certificate(), seen(tls, "localhost"));
        Path more = Files.createDirectory(folder.resolve("more"));
        Tls both = tls.and(OTHER.write(more), more.resolve("key.pem"));
        assertEquals(OTHER.certificate(), seen(both, "other.test"));
        assertEquals(LOCAL.certificate(), seen(both, "localhost"));
        assertEquals(LOCAL.certificate(), seen(both, "unknown.test"));
    }

    /** Clients that offer several kinds of keys must not get the right kind for the wrong name. */
    @Test
    void choosesByNameAmongKeysOfAllKinds() throws SSLException, IOException {
        TestCertificates rsa = TestCertificates.of("RSA", "rsa.test");
        TestCertificates star = TestCertificates.of("EC", "*.star.test");
        for (List<TestCertificates> order : List.of(List.of(LOCAL, rsa, star), List.of(rsa, star, LOCAL))) {
            Tls tls = files(order);
            assertEquals(rsa.certificate(), seen(tls, "rsa.test"));
            assertEquals(LOCAL.certificate(), seen(tls, "LOCALHOST"));
            assertEquals(star.certificate(), seen(tls, "a.star.test"));
        }
    }

    /** Whatever kinds of keys the client prefers, and in both versions of TLS. */
    @Test
    void withoutAKnownNameTheFirstCertificateIsUsed() throws SSLException, IOException {
        TestCertificates rsa = TestCertificates.of("RSA", "rsa.test");
        for (List<TestCertificates> order : List.of(List.of(LOCAL, rsa), List.of(rsa, LOCAL), List.of(rsa, OTHER, LOCAL))) {
            Tls tls = files(order);
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                assertEquals(order.get(0).certificate(), seen(tls, "unknown.test", version));
                assertEquals(order.get(0).certificate(), seen(tls, null, version));
            }
        }
    }

    /** A name may have a certificate of each kind: the client's kinds decide. */
    @Test
    void theFirstNameMayHaveKeysOfSeveralKinds() throws SSLException, IOException {
        TestCertificates both = TestCertificates.of("RSA", "localhost");
        for (List<TestCertificates> order : List.of(List.of(LOCAL, both, OTHER), List.of(both, LOCAL, OTHER))) {
            Tls tls = files(order);
            for (String name : Arrays.asList(null, "unknown.test", "localhost")) {
                assertEquals(both.certificate(), seen(tls, name, "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
                assertEquals(LOCAL.certificate(), seen(tls, name, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
            }
        }
    }

    @Test
    void readsFilesAgainWhenTheyHaveChanged() throws IOException {
        Tls tls = files();
        try (var log = new TestLog()) {
            tls.refresh();
            assertTrue(log.isEmpty());

            // One file after the other, as they are replaced: in between, the old certificate goes on.
            replace("cert.pem", OTHER.certificatePem(), 1);
            tls.refresh();
            assertTrue(log.next().matches("the certificate has not been replaced, .* does not belong to .*CN=other.test"));
            tls.refresh();
            assertTrue(log.isEmpty());                          // once
            assertEquals(LOCAL.certificate(), seen(tls, "localhost"));

            replace("key.pem", OTHER.keyPem(), 2);
            tls.refresh();
            assertTrue(log.next().startsWith("the certificate has been replaced"));
            assertEquals(OTHER.certificate(), seen(tls, "localhost"));

            Files.delete(folder.resolve("key.pem"));
            tls.refresh();
            assertTrue(log.next().contains("there is no file " + folder.resolve("key.pem")));
            assertEquals(OTHER.certificate(), seen(tls, "localhost"));
        }
    }

    private void replace(String name, String text, int seconds) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + seconds * 10_000L));
    }

    @Test
    void saysWhatIsWrongAtOnce() throws GeneralSecurityException {
        var empty = assertThrows(IllegalArgumentException.class, () -> Tls.of(SSLContext.getInstance("TLS"), parameters -> { }));
        assertTrue(empty.getMessage().contains("call its init first"), empty.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Tls.of(folder.resolve("none"), folder.resolve("none")));
        Tls own = Tls.of(LOCAL.context(), parameters -> { });
        assertTrue(assertThrows(IllegalStateException.class, () -> own.and(folder, folder)).getMessage().contains("KeyManager"));
        assertThrows(IllegalArgumentException.class, () -> Tls.of(LOCAL.context(),
                parameters -> parameters.setProtocols(new String[] {"TLSv9"})));
        own.refresh();                                          // has no files
    }
}
