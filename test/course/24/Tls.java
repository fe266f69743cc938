import enchufe.Options;
import enchufe.SocketIOServer;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The exercise of lesson 24, done. A client learns whether it came over TLS. */
public class Tls {
    private static final Path STORE = Path.of("build/localhost.p12");
    private static final String PASSWORD = "changeit";

    public static void main(String[] args) throws Exception {
        if (Files.notExists(STORE)) {
            makeCertificate();
        }
        var io = new SocketIOServer(new Options().tls(context()));
        io.files("/", Path.of("examples/24-tls/web"));
        io.onConnection(socket -> socket.emit("secure", socket.handshake().secure()));
        io.listen();
    }

    private static void makeCertificate() throws Exception {
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        new ProcessBuilder(keytool, "-genkeypair", "-alias", "enchufe", "-keyalg", "EC", "-validity", "365",
                "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-storetype", "PKCS12",
                "-keystore", STORE.toString(), "-storepass", PASSWORD).inheritIO().start().waitFor();
    }

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
