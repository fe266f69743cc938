package enchufe.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses among several certificates by the name that the client asks for (SNI, RFC 6066 §3). The JDK's key manager does that only
 * among keys of one kind: it is asked for each kind in turn, and would answer for the first with a certificate of another name. A
 * client that asks for no name, or for an unknown one, gets the first certificate.
 */
final class KeysByName extends X509ExtendedKeyManager {
    private static final int DNS_NAME = 2;                  // RFC 5280 §4.2.1.6: the number of a dNSName

    private final X509ExtendedKeyManager keys;
    private final List<X509Certificate> certificates;

    KeysByName(X509ExtendedKeyManager keys, List<X509Certificate> certificates) {
        this.keys = keys;
        this.certificates = List.copyOf(certificates);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        List<X509Certificate> fitting = fitting(requestedName(engine));
        String[] aliases = keys.getServerAliases(keyType, issuers);
        return aliases == null ? null : Stream.of(aliases)
                .filter(alias -> fitting.contains(keys.getCertificateChain(alias)[0])).findFirst().orElse(null);
    }

    /** {@return the certificates for a name; if there are none, the first certificate, and the others that share a name with it} */
    private List<X509Certificate> fitting(String name) {
        List<X509Certificate> named = certificates.stream().filter(one -> name != null && isFor(one, name)).toList();
        X509Certificate first = certificates.get(0);
        return !named.isEmpty() ? named : certificates.stream()
                .filter(one -> one.equals(first) || names(one).anyMatch(shared -> isFor(first, shared))).toList();
    }

    private static String requestedName(SSLEngine engine) {
        return !(engine.getHandshakeSession() instanceof ExtendedSSLSession session) ? null
                : session.getRequestedServerNames().stream().filter(SNIHostName.class::isInstance)
                        .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT)).findFirst().orElse(null);
    }

    /** {@return whether a certificate is for a name; a star stands for the first label (RFC 9525 §6.3)} */
    private static boolean isFor(X509Certificate certificate, String name) {
        String parent = name.replaceFirst("^[^.]+", "*");
        return names(certificate).anyMatch(one -> one.equals(name) || one.equals(parent));
    }

    private static Stream<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? Stream.empty() : names.stream().filter(one -> one.get(0).equals(DNS_NAME))
                    .map(one -> String.valueOf(one.get(1)).toLowerCase(Locale.ROOT));
        } catch (CertificateParsingException e) {
            return Stream.empty();
        }
    }

    // ---- the rest is the JDK's

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return keys.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return keys.getServerAliases(keyType, issuers);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return keys.getClientAliases(keyType, issuers);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return keys.chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return keys.getPrivateKey(alias);
    }
}
