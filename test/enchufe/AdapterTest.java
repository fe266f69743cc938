package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** With an adapter as anybody could write it. */
class AdapterTest extends AdapterCase {
    @Override
    Adapter newAdapter() {
        return new TestCluster();
    }

    @Test
    void aChildOfAPatternIsInTheClusterWhileItExists() {
        var cluster = new TestCluster();
        var io = new SocketIOServer(new Options().adapter(cluster)).listen(0);
        io.of(Pattern.compile("/n\\d"));
        assertEquals(List.of("/"), cluster.namespaces());
        try (var client = TestClient.connect(io)) {
            client.join("/n1");
            assertEquals(List.of("/", "/n1"), cluster.namespaces());
            client.send("1/n1,");
            Soon.await(() -> cluster.namespaces().equals(List.of("/")));
        }
        io.close();
        assertEquals(List.of(), cluster.namespaces());
    }

    @Test
    void withoutAnAdapterThereIsNobodyToTell() {
        var alone = new SocketIOServer();
        try (var log = new TestLog()) {
            assertEquals(List.of(), Soon.get(alone.serverSideEmitWithAck("x")));
            alone.serverSideEmit("x");
            assertTrue(log.next().contains("new Options().adapter(…)"));
        }
        assertEquals(List.of(), Soon.get(alone.fetchSockets()));
        alone.close();
    }

    @Test
    void aRequestThatBelongsToAnotherServerIsPointedOut() {
        var io = new SocketIOServer(new Options().adapter(new TestCluster()).cookie("io")).listen(0);
        try (var log = new TestLog()) {
            var answer = TestHttp.get(io, "/socket.io/?EIO=4&transport=polling&sid=of-another-server");
            assertEquals(400, answer.status());
            assertTrue(log.next().contains("no sticky sessions"));
            var handshake = TestHttp.get(io, "/socket.io/?EIO=4&transport=polling");
            String sid = handshake.body().replaceAll("^0\\{\"sid\":\"([^\"]+).*", "$1");
            assertEquals("io=" + sid + "; Path=/; HttpOnly; SameSite=Lax", handshake.header("set-cookie"));
        }
        io.close();
    }
}
