package interop;

import static interop.Client.flush;
import static interop.Client.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import interop.Client.Transport;
import io.socket.client.AckWithTimeout;
import io.socket.client.Manager;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract's events, by the official Java client, over each of its transports. */
class JavaClientEventsTest extends JavaClientCase {
    @ParameterizedTest
    @EnumSource
    void theServerKnowsWhoIsThere(Transport transport) throws JSONException {
        var auth = Map.of("user", "ada é€😀");
        var options = new Manager.Options();
        options.query = "tag=a%20b";
        options.extraHeaders = Map.of("X-Conf", List.of("yes"));
        var client = connect(transport, options, auth);
        assertEquals(List.of(json("[{'user': 'ada é€😀'}]")), client.received("auth"));
        settle(client, transport);
        var expected = new JSONObject().put("id", client.socket().id()).put("nsp", "/").put("auth", new JSONObject(auth))
            .put("query", "a b").put("transport", transport.last()).put("eio", 4).put("header", "yes");
        assertEquals(plain(expected), client.ask("whoami"));
    }

    @ParameterizedTest
    @EnumSource
    void aClientWithoutAuthIsGreetedWithAnEmptyObject(Transport transport) {
        var client = connect(transport);
        flush(client);
        assertEquals(List.of(json("[{}]")), client.received("auth"));
        assertNotEquals(client.socket().id(), connect(transport).socket().id());
    }

    @ParameterizedTest
    @EnumSource
    void messagesComeBackWithAllTheirArguments(Transport transport) throws JSONException {
        var client = connect(transport);
        client.emit("message", 1, "2", new JSONObject("{'3': [true]}"), JSONObject.NULL);
        client.emit("message");
        client.socket().send("by send");
        var answer = client.ask("message-with-ack", 1, "2", new JSONObject("{'3': [false]}"));
        assertEquals(json("[1, '2', {'3': [false]}]"), answer);
        assertEquals(List.of(), client.ask("message-with-ack"));
        assertEquals(List.of(json("[1, '2', {'3': [true]}, null]"), List.of(), List.of("by send")),
            client.received("message-back"));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfValueComesBackInOrder(Transport transport) throws JSONException {
        var client = connect(transport);
        var values = new JSONArray("""
            [null, true, false, 0, -1, 1.5, 2147483648, 9007199254740991, 1e-7,
             "", "é€😀", "\\u0000\\n\\r\\t\\"\\\\/\\u2028",
             [], [[]], [null, [1, [2]]], {}, {"b": 1, "a": {"": []}, "ключ": "x"}]""");
        values.put("x".repeat(100_000));
        for (int i = 0; i < values.length(); i++) {
            client.emit("echo", values.get(i));
            assertEquals(plain(values.get(i)), client.ask("echo-ack", values.get(i)));
        }
        assertEquals(plain(values).get(0), client.received("echo").stream().map(args -> args.get(0)).toList());
    }

    @ParameterizedTest
    @EnumSource
    void binaryComesBackInOrderNestedToo(Transport transport) throws JSONException {
        var client = connect(transport);
        var large = new byte[100_000];
        new Random(1).nextBytes(large);
        var list = new JSONArray().put(new byte[] {1}).put(new JSONObject().put("deep", new byte[0]));
        var nested = new JSONObject().put("list", list).put("text", "é€😀").put("none", JSONObject.NULL);
        for (Object value : new Object[] {new byte[] {0, 127, -128, -1}, new byte[0], large, nested}) {
            client.emit("echo-bin", value);
            assertEquals(plain(value), client.ask("echo-ack", value));
            assertEquals(plain(value), client.received("echo-bin").get(client.received("echo-bin").size() - 1));
        }
        assertEquals(4, client.received("echo-bin").size());
    }

    @ParameterizedTest
    @EnumSource
    void theServerSendsBinaryOfItsOwn(Transport transport) throws JSONException {
        var client = connect(transport);
        var all = new byte[256];
        IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
        var list = new JSONArray().put(new byte[] {1, 2, 3}).put(new JSONObject().put("deep", new byte[0]));
        var expected = new JSONObject().put("all", all).put("list", list).put("n", JSONObject.NULL).put("s", "é€😀");
        assertEquals(plain(new byte[] {0, 1, 2, 3}, "end"), client.ask("binary-out"));
        assertEquals(List.of(plain(expected)), client.received("binary-out"));
    }

    @ParameterizedTest
    @EnumSource
    void countingAndFloodingKeepTheirOrder(Transport transport) {
        var client = connect(transport);
        client.emit("flood", 1000, 500);
        assertEquals(List.of(5000L), client.ask("count-to", 5000));
        var counts = IntStream.range(0, 5000).mapToObj(i -> List.<Object>of((long) i)).toList();
        var floods = IntStream.range(0, 1000).mapToObj(i -> List.<Object>of((long) i, "x".repeat(500))).toList();
        assertEquals(counts, client.received("count"));
        assertEquals(floods, client.received("flood"));
    }

    @ParameterizedTest
    @EnumSource
    void theServerHasSeenEveryEvent(Transport transport) {
        var client = connect(transport);
        client.emit("message", 1, "two");
        client.emit("forbidden", 1);
        client.emit("unknown \"événement\"");
        client.ask("echo-ack", 1);
        client.ask("seen");
        var expected = "[['message', 2], ['forbidden', 1], ['unknown \"événement\"', 0], ['echo-ack', 1]]";
        assertEquals(List.of(json(expected)), client.ask("seen"));
        assertEquals(List.of(List.of("forbidden event")), client.received("error-back"));
    }

    @ParameterizedTest
    @EnumSource
    void eventsWithArgumentsOfOtherTypesAreIgnored(Transport transport) {
        var client = connect(transport);
        var answers = List.of(client.askLater("count-to", "7"), client.askLater("join", 5), client.askLater("kick", "yes"));
        flush(client);
        assertTrue(answers.stream().noneMatch(CompletableFuture::isDone));
        assertEquals(List.of(), client.received("count"));
    }

    @ParameterizedTest
    @EnumSource
    void anAcknowledgementThatNeverComesTimesOut(Transport transport) {
        var client = connect(transport);
        var outcome = new CompletableFuture<String>();
        client.emit("message", "no answer", new AckWithTimeout(50) {
            @Override
            public void onSuccess(Object... args) {
                outcome.complete("answered");
            }

            @Override
            public void onTimeout() {
                outcome.complete("timed out");
            }
        });
        assertEquals("timed out", outcome.join());
        flush(client);
        assertEquals(List.of(List.of("no answer")), client.received("message-back"));
    }

    @ParameterizedTest
    @EnumSource
    void volatileEventsAreNeverReordered(Transport transport) {
        var client = connect(transport);
        settle(client, transport);
        assertEquals(List.of(200L), client.ask("volatile-burst", 200));
        flush(client);
        var values = client.received("vol").stream().map(args -> (Long) args.get(0)).toList();
        assertEquals(values.stream().sorted().distinct().toList(), values);
        int before = values.size();
        client.socket().once("vol", args -> client.emit("echo", "it came"));
        for (int ms : new int[] {200, 2_000, 20_000}) {     // a poll must be waiting: on a busy machine, a later one
            client.emit("volatile-later", ms, "é€😀");
        }
        client.await("echo");
        assertEquals(List.of("é€😀"), client.received("vol").get(before));
    }
}
