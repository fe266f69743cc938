package interop;

import interop.Client.Transport;
import io.socket.client.Manager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.json.JSONArray;
import org.json.JSONException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A server for all tests of a class, and clients that end with their test. */
abstract class JavaClientCase {
    private static final AtomicInteger TAGS = new AtomicInteger();
    private static ServerProcess server;

    private final List<Client> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void disconnect() {
        clients.forEach(client -> client.socket().disconnect());
    }

    static Manager manager(Transport transport) {
        return Client.manager(server.uri(), new Manager.Options(), transport);
    }

    Client connect(Transport transport) {
        return connect(transport, new Manager.Options(), null);
    }

    Client connect(Transport transport, Manager.Options options, Map<String, String> auth) {
        return open(Client.manager(server.uri(), options, transport), "/", auth).greeted();
    }

    Client open(Manager manager, String namespace, Map<String, String> auth) {
        var options = new Manager.Options();
        options.auth = auth;
        var client = new Client(manager.socket(namespace, options));
        clients.add(client);
        return client;
    }

    /** Asks until the client's packets go over the transport that it will keep. */
    static void settle(Client client, Transport transport) {
        while (!client.ask("whoami").toString().contains("transport=" + transport.last())) {
            Thread.onSpinWait();
        }
    }

    static Object reasonOf(Client watcher, String tag) {
        for (;;) {
            var reason = watcher.ask("reason-of", tag).get(0);
            if (reason != null) {
                return reason;
            }
        }
    }

    /** What JSON text says (single quotes do, too), in the form in which events are recorded. */
    @SuppressWarnings("unchecked")
    static List<Object> json(String array) {
        try {
            return (List<Object>) Client.plain(new JSONArray(array)).get(0);
        } catch (JSONException e) {
            throw new IllegalArgumentException(array, e);
        }
    }

    static String tag() {
        return "tag " + TAGS.incrementAndGet();
    }
}
