package enchufe.tls;

import enchufe.log.Log;
import enchufe.log.Misuse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The server's side of TLS: its certificates, from an {@link SSLContext} or from files, and what it offers to clients: TLS 1.3 and
 * 1.2, HTTP/1.1 (ALPN, RFC 7301). Files are read again when they have changed. May be used from any thread.
 */
public final class Tls {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final String[] APPLICATIONS = {"http/1.1"};
    private static final char[] NO_PASSWORD = {};
    private static final Logger LOG = Log.of("enchufe.tls");

    /** The files of a certificate and of its private key. */
    private record Pair(Path certificate, Path key) {}

    /** By what a file is known to have changed: also one that was put in its place, perhaps by a link. */
    private record Stamp(FileTime changed, long size, Object id) {}

    private final List<Pair> pairs;                 // empty for a context of the application's own
    private final SSLParameters parameters;
    private volatile SSLContext context;
    private List<Stamp> stamps;                     // of the files that are in use; under the monitor, like the next
    private String complaint;                       // about the files, the last one; null if they are well

    private Tls(List<Pair> pairs, SSLContext context, Consumer<SSLParameters> settings) {
        this.pairs = pairs;
        this.stamps = stamps();
        this.context = pairs.isEmpty() ? context : load();
        this.parameters = parameters(this.context);
        settings.accept(parameters);
        newEngine();                                // what is wrong with the settings is better said now than to each client
    }

    /**
     * {@return TLS with a context of the application}
     *
     * @param context initialised, with the server's key
     * @param settings may change what is offered, and ask for certificates of clients; called once, now
     * @throws IllegalArgumentException if engines cannot be made with it
     */
    public static Tls of(SSLContext context, Consumer<SSLParameters> settings) {
        try {
            return new Tls(List.of(), Misuse.requireNonNull(context, "context"), Misuse.requireNonNull(settings, "settings"));
        } catch (IllegalStateException e) {
            throw Misuse.argument("the SSLContext cannot be used: " + e.getMessage()
                    + "; call its init first, with a KeyManager that has the server's key", e);
        }
    }

    /**
     * {@return TLS with a certificate from a file}
     *
     * @param certificate a PEM file, with the certificates of the issuers behind it
     * @param key a PEM file with the private key, in PKCS #8 without a password
     * @throws IllegalArgumentException if they cannot be read, or do not belong together
     */
    public static Tls of(Path certificate, Path key) {
        return ofPairs(List.of(new Pair(Misuse.requireNonNull(certificate, "certificate"), Misuse.requireNonNull(key, "key"))));
    }

    /**
     * {@return the same with one more certificate, for clients that ask for its names (SNI, RFC 6066 §3)}
     *
     * @param certificate as for {@link #of(Path, Path)}
     * @param key as for {@link #of(Path, Path)}
     * @throws IllegalStateException if there is a context of the application
     */
    public Tls and(Path certificate, Path key) {
        if (pairs.isEmpty()) {
            throw Misuse.state("tls has an SSLContext already: add the certificate to its KeyManager");
        }
        var more = new ArrayList<Pair>(pairs);
        more.add(new Pair(Misuse.requireNonNull(certificate, "certificate"), Misuse.requireNonNull(key, "key")));
        return ofPairs(more);
    }

    private static Tls ofPairs(List<Pair> pairs) {
        return new Tls(List.copyOf(pairs), null, parameters -> { });
    }

    private static SSLParameters parameters(SSLContext context) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        List<String> supported = List.of(context.getSupportedSSLParameters().getProtocols());
        parameters.setProtocols(Stream.of(VERSIONS).filter(supported::contains).toArray(String[]::new));
        parameters.setApplicationProtocols(APPLICATIONS);
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }

    /** {@return an engine for a new connection} */
    public SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /**
     * Reads the files again if they have changed. If they cannot be used, because only one of two has been replaced so far, for
     * instance, the certificates from before go on. Blocks.
     */
    public synchronized void refresh() {
        if (pairs.isEmpty()) {
            return;
        }
        try {
            List<Stamp> now = stamps();
            if (!now.equals(stamps)) {
                context = load();
                stamps = now;
                complaint = null;
                LOG.log(Level.INFO, "the certificate has been replaced: new connections use " + pairs.get(0).certificate());
            }
        } catch (IllegalArgumentException e) {
            if (!e.getMessage().equals(complaint)) {
                complaint = e.getMessage();
                LOG.log(Level.WARNING, "the certificate has not been replaced, the one from before is used: " + complaint);
            }
        }
    }

    private List<Stamp> stamps() {
        return pairs.stream().flatMap(pair -> Stream.of(pair.certificate(), pair.key())).map(Tls::stamp).toList();
    }

    private static Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            throw Misuse.argument("there is no file " + file.toAbsolutePath() + ", or it cannot be read", e);
        }
    }

    private SSLContext load() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            var certificates = new ArrayList<X509Certificate>();
            for (Pair pair : pairs) {
                List<X509Certificate> chain = Pem.certificates(pair.certificate());
                certificates.add(chain.get(0));
                store.setKeyEntry(Integer.toString(store.size()), Pem.key(pair.key(), chain.get(0)), NO_PASSWORD,
                        chain.toArray(X509Certificate[]::new));
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, NO_PASSWORD);
            var byName = new KeysByName((X509ExtendedKeyManager) keys.getKeyManagers()[0], certificates);
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(new KeyManager[] {byName}, null, null);
            return made;
        } catch (GeneralSecurityException | IOException e) {
            throw Misuse.argument("the certificate cannot be used: " + e.getMessage(), e);
        }
    }
}
