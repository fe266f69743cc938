package enchufe.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.pem"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void readsACertificateAndItsKey(String algorithm) {
        TestCertificates made = TestCertificates.of(algorithm, "localhost");
        List<X509Certificate> chain = Pem.certificates(made.write(folder));
        assertEquals(List.of(made.certificate()), chain);
        assertEquals(TestCertificates.pem("PRIVATE KEY", Pem.key(folder.resolve("key.pem"), chain.get(0)).getEncoded()), made.keyPem());
    }

    @Test
    void readsAChainAndTextAroundIt() throws IOException {
        TestCertificates first = TestCertificates.local();
        TestCertificates second = TestCertificates.of("RSA", "localhost");
        Path file = file("subject=CN = localhost\n" + first.certificatePem() + "\nissuer=…\n" + second.certificatePem());
        assertEquals(List.of(first.certificate(), second.certificate()), Pem.certificates(file));
        Path windows = file((first.certificatePem() + first.keyPem()).replace("\n", "\r\n"));
        assertEquals(List.of(first.certificate()), Pem.certificates(windows));
        assertEquals("EC", Pem.key(windows, (X509Certificate) first.certificate()).getAlgorithm());
    }

    @Test
    void saysWhatIsWrongWithACertificate() throws IOException {
        assertRefused("there is no file " + folder.resolve("none.pem").toAbsolutePath(),
                () -> Pem.certificates(folder.resolve("none.pem")));
        assertRefused("cannot be read", () -> Pem.certificates(folder));
        Path empty = file("");
        assertRefused("there is no certificate in " + empty + ": a PEM file is needed", () -> Pem.certificates(empty));
        Path key = file(TestCertificates.local().keyPem());
        assertRefused("there is no certificate in " + key, () -> Pem.certificates(key));
        Path damaged = file(TestCertificates.local().certificatePem().replaceFirst("\nM", "\nN"));
        assertRefused("a certificate in " + damaged + " cannot be read", () -> Pem.certificates(damaged));
    }

    @Test
    void saysWhatIsWrongWithAKey() throws IOException {
        var certificate = (X509Certificate) TestCertificates.local().certificate();
        Path none = file(TestCertificates.local().certificatePem());
        assertRefused("there is no private key in " + none, () -> Pem.key(none, certificate));
        for (String old : List.of("RSA PRIVATE KEY", "EC PRIVATE KEY")) {
            Path file = file(TestCertificates.pem(old, new byte[100]));
            assertRefused("is in the old form \"BEGIN " + old + "\": convert it: openssl pkcs8 -topk8", () -> Pem.key(file, certificate));
        }
        Path locked = file(TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[100]));
        assertRefused("has a password", () -> Pem.key(locked, certificate));
        Path damaged = file(TestCertificates.pem("PRIVATE KEY", new byte[100]));
        assertRefused("is not one for the certificate of CN=localhost, which has EC", () -> Pem.key(damaged, certificate));
        Path cut = file("-----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY-----\n");
        assertRefused(cut + "", () -> Pem.key(cut, certificate));
        Path rsa = file(TestCertificates.of("RSA", "localhost").keyPem());
        assertRefused("is not one for the certificate", () -> Pem.key(rsa, certificate));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void aKeyOfAnotherCertificateIsRefused(String algorithm) throws IOException {
        Path file = file(TestCertificates.of(algorithm, "other.test").keyPem());
        var certificate = (X509Certificate) TestCertificates.of(algorithm, "localhost").certificate();
        assertRefused("does not belong to the certificate of CN=localhost", () -> Pem.key(file, certificate));
    }

    private static void assertRefused(String reason, Runnable action) {
        var refusal = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }
}
