import enchufe.Options;
import enchufe.SocketIOServer;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The hello of lesson 3 over TLS: https for the page, wss for the WebSocket. Nobody between the two sides can
 * read or change anything.
 *
 * Type: java -cp build/enchufe.jar examples/24-tls/Tls.java
 * See:  open https://localhost:3000. The browser warns you: nobody whom it trusts has signed the certificate.
 *       Go on: the page connects, with wss. Then open http://localhost:3000, without the s: it says what to do.
 *
 * The tutorials put https into the server's URL and leave the page's script at http, which browsers refuse.
 */
public class Tls {
    private static final Path STORE = Path.of("build/localhost.p12");
    private static final String PASSWORD = "changeit";

    public static void main(String[] args) throws Exception {
        if (Files.notExists(STORE)) {
            makeCertificate();
        }
        var io = new SocketIOServer(new Options().tls(context()));
        io.files("/", Path.of("examples/24-tls/web"));
        io.onConnection(socket -> System.out.println("A user has connected, secure: " + socket.handshake().secure()));
        io.listen();
    }

    /** The JDK's keytool makes a key and signs its certificate with it: good enough for this machine. */
    private static void makeCertificate() throws Exception {
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        new ProcessBuilder(keytool, "-genkeypair", "-alias", "enchufe", "-keyalg", "EC", "-validity", "365",
                "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-storetype", "PKCS12",
                "-keystore", STORE.toString(), "-storepass", PASSWORD).inheritIO().start().waitFor();
    }

    /**
     * What TLS needs of Java. A real server has PEM files of a certificate authority, and one line is enough:
     * new Options().tls(Path.of("fullchain.pem"), Path.of("privkey.pem")). They are read again when they change.
     */
    private static SSLContext context() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (var file = new FileInputStream(STORE.toFile())) {
            store.load(file, PASSWORD.toCharArray());
        }
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
