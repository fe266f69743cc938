package enchufe.tls;

import enchufe.log.Misuse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys from PEM files (RFC 7468), as certificate authorities, mkcert and openssl write them. */
final class Pem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([^-]*)-----END \\1-----");
    private static final String TO_PKCS8 = "convert it: openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem";

    private Pem() {}

    /**
     * {@return the certificates of a file: the server's first, then those of its issuers}
     *
     * @throws IllegalArgumentException if there are none, or they cannot be read
     */
    static List<X509Certificate> certificates(Path file) {
        var found = new ArrayList<X509Certificate>();
        Matcher block = blocks(file);
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                try {
                    var encoded = new ByteArrayInputStream(decode(block, file));
                    found.add((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(encoded));
                } catch (CertificateException e) {
                    throw Misuse.argument("a certificate in " + file + " cannot be read: " + e.getMessage(), e);
                }
            }
        }
        if (found.isEmpty()) {
            throw Misuse.argument("there is no certificate in " + file
                    + ": a PEM file is needed, with -----BEGIN CERTIFICATE-----");
        }
        return found;
    }

    /**
     * {@return the private key of a file}
     *
     * @param certificate it must belong to
     * @throws IllegalArgumentException if it cannot be read, or belongs to another certificate
     */
    static PrivateKey key(Path file, X509Certificate certificate) {
        PublicKey publicKey = certificate.getPublicKey();
        try {
            byte[] encoded = pkcs8(file);
            PrivateKey key = KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!belongs(key, publicKey)) {
                throw Misuse.argument("the private key in " + file + " does not belong to the certificate of "
                        + certificate.getSubjectX500Principal());
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw Misuse.argument("the private key in " + file + " is not one for the certificate of "
                    + certificate.getSubjectX500Principal() + ", which has " + publicKey.getAlgorithm() + ": " + e.getMessage(), e);
        }
    }

    private static byte[] pkcs8(Path file) {
        Matcher block = blocks(file);
        while (block.find()) {
            switch (block.group(1)) {
                case "PRIVATE KEY":
                    return decode(block, file);
                case "ENCRYPTED PRIVATE KEY":
                    throw Misuse.argument("the private key in " + file + " has a password: make an SSLContext with it"
                            + " yourself, or " + TO_PKCS8);
                case "RSA PRIVATE KEY", "EC PRIVATE KEY":
                    throw Misuse.argument("the private key in " + file + " is in the old form \"BEGIN "
                            + block.group(1) + "\": " + TO_PKCS8);
                default:                                    // parameters, or the certificate in the same file
            }
        }
        throw Misuse.argument("there is no private key in " + file + ": a PEM file is needed, with -----BEGIN PRIVATE KEY-----");
    }

    /** A new certificate and its key are two files, and one of them comes first. */
    private static boolean belongs(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        if (key instanceof RSAKey mine && publicKey instanceof RSAKey theirs) {
            return mine.getModulus().equals(theirs.getModulus());
        }
        Signature signature = Signature.getInstance(key instanceof ECKey ? "SHA256withECDSA" : key.getAlgorithm());
        signature.initSign(key);
        signature.update(publicKey.getEncoded());
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(publicKey.getEncoded());
        return signature.verify(signed);
    }

    private static byte[] decode(Matcher block, Path file) {
        try {
            return Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw Misuse.argument(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static Matcher blocks(Path file) {
        try {
            return BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw Misuse.argument("there is no file " + file.toAbsolutePath(), e);
        } catch (IOException e) {
            throw Misuse.argument("the file " + file.toAbsolutePath() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
