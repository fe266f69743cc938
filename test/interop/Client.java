package interop;

import io.socket.client.Ack;
import io.socket.client.Manager;
import io.socket.client.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.json.JSONArray;
import org.json.JSONObject;

/** A socket of the official Java client that records all its events, and whose asynchronous answers can be waited for. */
final class Client {
    /** The ways a client can be told to go. */
    enum Transport {
        POLLING("polling"), WEBSOCKET("websocket"), UPGRADE("polling", "websocket");

        private final String[] names;

        Transport(String... names) {
            this.names = names;
        }

        /** The transport that the client ends up with. */
        String last() {
            return names[names.length - 1];
        }
    }

    /** Shared by all clients; OkHttp's default would let five requests at most wait for one host, and a poll is one. */
    static final OkHttpClient HTTP =
        new OkHttpClient.Builder().readTimeout(5, TimeUnit.MINUTES).dispatcher(dispatcher()).build();
    private static final AtomicInteger TOKENS = new AtomicInteger();

    private final Socket socket;
    private final List<List<Object>> inbox = new ArrayList<>();
    private final CompletableFuture<Object> refusal = new CompletableFuture<>();
    private final CompletableFuture<Object> end = new CompletableFuture<>();

    Client(Socket socket) {
        this.socket = socket;
        socket.onAnyIncoming(this::record);
        socket.once(Socket.EVENT_CONNECT_ERROR, args -> refusal.complete(args[0]));
        socket.once(Socket.EVENT_DISCONNECT, args -> end.complete(args[0]));
        socket.connect();
    }

    private static Dispatcher dispatcher() {
        var dispatcher = new Dispatcher();
        dispatcher.setMaxRequestsPerHost(dispatcher.getMaxRequests());
        return dispatcher;
    }

    /** A connection on which namespaces can be opened. */
    static Manager manager(URI uri, Manager.Options options, Transport transport) {
        return manager(uri, options, transport, HTTP);
    }

    /** The same, with an HTTP client that trusts other certificates, for instance. */
    static Manager manager(URI uri, Manager.Options options, Transport transport, OkHttpClient http) {
        options.transports = transport.names;
        options.callFactory = http;
        options.webSocketFactory = http;
        options.reconnectionDelay = 10;
        return new Manager(uri, options);
    }

    Socket socket() {
        return socket;
    }

    /** Waits for the server's greeting. */
    Client greeted() {
        await("auth");
        return this;
    }

    Object refusal() {
        return get(refusal, "connect_error");
    }

    String disconnectReason() {
        return (String) get(end, "disconnect");
    }

    void emit(String event, Object... args) {
        socket.emit(event, args);
    }

    /** Emits with an acknowledgement and waits for it. */
    List<Object> ask(String event, Object... args) {
        return get(askLater(event, args), "acknowledgement of " + event);
    }

    CompletableFuture<List<Object>> askLater(String event, Object... args) {
        var answer = new CompletableFuture<List<Object>>();
        socket.emit(event, args, values -> answer.complete(plain(values)));
        return answer;
    }

    /** Answers the server's questions with what it asks for. */
    Client answering(Object... answer) {
        socket.on("question", args -> ((Ack) args[args.length - 1]).call(answer));
        return this;
    }

    /**
     * Makes one round trip for each client, one after the other. What the server has sent before to any of them has then
     * arrived, since packets keep their order: what is not in an inbox by now was never sent.
     */
    static void flush(Client... clients) {
        for (var client : clients) {
            var token = "flush " + TOKENS.incrementAndGet();
            if (!client.ask("echo-ack", token).equals(List.of(token))) {
                throw new AssertionError("another answer than " + token);
            }
        }
    }

    /** The arguments of every event of this name so far. */
    List<List<Object>> received(String event) {
        synchronized (inbox) {
            return inbox.stream().filter(e -> e.get(0).equals(event)).map(e -> e.subList(1, e.size())).toList();
        }
    }

    /** Waits for the first event of this name, which may have come already. */
    List<Object> await(String event) {
        var first = new CompletableFuture<Object>();
        socket.on(event, args -> first.complete(args));
        if (received(event).isEmpty()) {
            get(first, event);
        }
        return received(event).get(0);
    }

    private void record(Object... event) {
        synchronized (inbox) {
            inbox.add(plain(event));
        }
    }

    private static <T> T get(CompletableFuture<T> future, String what) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no " + what + " within 60 s");
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(what, e);
        }
    }

    /** Arguments in a form that compares and prints: lists, sorted maps, "bytes:00ff", whole numbers as long; no acks. */
    static List<Object> plain(Object... values) {
        return Arrays.stream(values).filter(value -> !(value instanceof Ack)).map(Client::plainValue).toList();
    }

    private static Object plainValue(Object value) {
        if (value == null || value == JSONObject.NULL) {
            return null;
        }
        if (value instanceof JSONArray array) {
            var list = new ArrayList<Object>();
            for (int i = 0; i < array.length(); i++) {
                list.add(plainValue(array.opt(i)));
            }
            return list;
        }
        if (value instanceof JSONObject object) {
            Map<String, Object> map = new TreeMap<>();
            for (Iterator<?> keys = object.keys(); keys.hasNext();) {
                var key = (String) keys.next();
                map.put(key, plainValue(object.opt(key)));
            }
            return map;
        }
        if (value instanceof byte[] bytes) {
            return "bytes:" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
            return number.longValue();
        }
        return value;
    }
}
