package interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.tls.TestCertificates;
import interop.Client.Transport;
import io.socket.client.Manager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The official Java client over https and wss. */
class JavaClientTlsTest {
    @TempDir
    static Path folder;

    @ParameterizedTest
    @EnumSource
    void sendsAndReceives(Transport transport) throws IOException {
        TestCertificates made = TestCertificates.local();
        String files = made.write(folder) + "," + folder.resolve("key.pem");
        OkHttpClient http = Client.HTTP.newBuilder()
                .sslSocketFactory(TestCertificates.trusting(made).getSocketFactory(), TestCertificates.trustManager(made)).build();
        try (ServerProcess server = ServerProcess.start(Map.of("TLS", files))) {
            var client = new Client(Client.manager(server.uri(), new Manager.Options(), transport, http).socket("/"));
            client.greeted();
            String large = "é".repeat(100_000);
            assertEquals(List.of(large), client.ask("echo-ack", large));
            assertTrue(client.ask("whoami").toString().contains("transport="));
            client.socket().disconnect();
        }
    }
}
