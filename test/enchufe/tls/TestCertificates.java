package enchufe.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Self-signed certificates, made by the JDK's keytool when a test needs them, once for each kind and name. */
public final class TestCertificates {
    private static final ConcurrentHashMap<String, TestCertificates> MADE = new ConcurrentHashMap<>();
    private static final char[] PASSWORD = "password".toCharArray();

    private final KeyStore store;

    private TestCertificates(KeyStore store) {
        this.store = store;
    }

    /** {@return the certificate of this machine} */
    public static TestCertificates local() {
        return of("EC", "localhost");
    }

    public static TestCertificates of(String algorithm, String host) {
        return MADE.computeIfAbsent(algorithm + " " + host, key -> make(algorithm, host));
    }

    private static TestCertificates make(String algorithm, String host) {
        try {
            Path folder = Files.createTempDirectory("enchufe-tls");
            Path file = folder.resolve("store.p12");
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-alias", "key", "-keyalg", algorithm, "-dname", "CN=" + host, "-validity", "30",
                    "-ext", "san=dns:" + host + ",ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", file.toString(),
                    "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
            Files.delete(file);
            Files.delete(folder);
            return new TestCertificates(store);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Certificate certificate() {
        try {
            return store.getCertificate("key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String keyPem() {
        try {
            return pem("PRIVATE KEY", ((PrivateKey) store.getKey("key", PASSWORD)).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(String type, byte[] bytes) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    /** Writes the two files into a folder. {@return the certificate's; the key's is called key.pem} */
    public Path write(Path folder) {
        try {
            Files.writeString(folder.resolve("key.pem"), keyPem());
            return Files.writeString(folder.resolve("cert.pem"), certificatePem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a context that has this key, and trusts some others} */
    public SSLContext context(TestCertificates... trusted) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust(trusted).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return a context for a client without a certificate, which trusts these} */
    public static SSLContext trusting(TestCertificates... trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(trusted).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return a trust manager for a client that wants one beside its context} */
    public static X509TrustManager trustManager(TestCertificates... trusted) {
        try {
            return (X509TrustManager) trust(trusted).getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TrustManagerFactory trust(TestCertificates... trusted) throws GeneralSecurityException {
        try {
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(null, null);
            for (TestCertificates one : Stream.of(trusted).toList()) {
                all.setCertificateEntry("trusted" + all.size(), one.certificate());
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(all);
            return factory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
