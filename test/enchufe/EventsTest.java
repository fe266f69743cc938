package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {
    record Message(String user, String text, int stars) {}

    enum Colour { RED, GREEN }

    private final SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    private TestClient serve(Consumer<Socket> listener) {
        io.onConnection(listener).listen(0);
        return TestClient.connect(io);
    }

    private void expectSeen(Object... values) {
        for (Object value : values) {
            assertEquals(value, Soon.take(seen));
        }
    }

    @Test
    void onConnectionEndsBeforeTheFirstEvent() {
        var sent = new CountDownLatch(1);
        try (var client = serve(socket -> {
            Soon.await(sent);
            socket.on("first", () -> seen.add("heard"));
        })) {
            client.emit("['first']");
            sent.countDown();
            expectSeen("heard");
        }
    }

    @Test
    void eventsOfASocketComeOneAtATimeInOrder() {
        var running = new AtomicInteger();
        var order = new ArrayList<Long>();
        try (var client = serve(socket -> socket.on("n", (args, ack) -> {
            assertEquals(1, running.incrementAndGet());
            order.add(args.getLong(0));
            Thread.yield();
            running.decrementAndGet();
            if (order.size() == 500) {
                ack.send(order);
            }
        }))) {
            for (int i = 0; i < 500; i++) {
                client.send("2" + i + "[\"n\"," + i + "]");
            }
            client.expect("3499[" + IntStream.range(0, 500).boxed().toList().toString().replace(" ", "") + "]");
        }
    }

    @Test
    void socketsRunSideBySide() {
        var released = new CountDownLatch(1);
        io.onConnection(socket -> {
            socket.on("wait", (args, ack) -> {
                Soon.await(released);
                ack.send("released");
            });
            socket.on("release", released::countDown);
        }).listen(0);
        try (var one = TestClient.connect(io); var two = TestClient.connect(io)) {
            one.emit("['x']").send("20[\"wait\"]");
            two.emit("['release']");
            one.expect("30['released']");
        }
    }

    @Test
    void aListenerThatThrowsIsLoggedWithItsEventAndEndsNothing() {
        try (var log = new TestLog(); var client = serve(socket -> {
            socket.on("x", () -> {
                throw new IllegalStateException("first");
            });
            socket.on("x", () -> {
                throw new StackOverflowError("second");
            });
            socket.on("x", () -> seen.add("third"));
            socket.onAny((event, args) -> {
                throw new IllegalStateException("any");
            });
        })) {
            client.emit("['x']").emit("['x']");
            expectSeen("third", "third");
            for (String message : List.of("any", "first", "second", "any")) {
                var line = log.nextRecord();
                assertEquals("the listener of \"x\" failed", line.getMessage());
                assertEquals(message, line.getThrown().getMessage());
            }
        }
    }

    @Test
    void aConnectionListenerThatThrowsDoesNotStopTheOthers() {
        try (var log = new TestLog()) {
            io.onConnection(socket -> {
                throw new AssertionError("no");
            });
            try (var client = serve(socket -> socket.emit("hello"))) {
                client.expect("2['hello']");
                assertEquals("a connection listener of \"/\" failed", log.next());
            }
        }
    }

    @Test
    void listenersComeInOrderOnceAndNoMoreAfterOff() {
        Consumer<Args> removed = args -> seen.add("removed");
        EventListener twice = (args, ack) -> seen.add("twice");
        try (var client = serve(socket -> {
            socket.once("x", args -> seen.add("once " + args.get(0)));
            socket.on("x", args -> seen.add("on " + args.get(0)));
            socket.on("x", removed).off("x", removed);
            socket.on("x", twice).on("x", twice).off("x", twice);
            socket.on("y", () -> seen.add("y")).off("y");
            socket.on("end", () -> socket.off().on("x", () -> seen.add("last")));
        })) {
            client.emit("['x',1]").emit("['y']").emit("['x',2]").emit("['end']").emit("['x',3]");
            expectSeen("once 1", "on 1", "twice", "on 2", "twice", "last");
        }
    }

    /** Whatever else it is, a listener is called as what it was added as. */
    private final class Everything implements EventListener, Consumer<Args>, Runnable {
        @Override
        public void on(Args args, Ack ack) {
            seen.add("on " + args);
        }

        @Override
        public void accept(Args args) {
            seen.add("accept " + args);
        }

        @Override
        public void run() {
            seen.add("run");
        }
    }

    @Test
    void aListenerIsCalledAsWhatItWasAddedAs() {
        var all = new Everything();
        try (var client = serve(socket -> {
            socket.on("x", (EventListener) all).on("x", (Consumer<Args>) all).on("x", (Runnable) all);
            socket.once("x", (EventListener) all).once("x", (Consumer<Args>) all).once("x", (Runnable) all);
            socket.on("y", () -> socket.off("x", all).off("x", all));
        })) {
            client.emit("['x',1]");
            expectSeen("on [1]", "accept [1]", "run", "on [1]", "accept [1]", "run");
            client.emit("['y']").emit("['x',2]");
            expectSeen("run");
        }
    }

    @Test
    void aListenerThatIsRemovedWhileTheEventIsDeliveredStillHearsIt() {
        try (var client = serve(socket -> {
            Runnable second = () -> seen.add("second");
            socket.on("x", () -> {
                socket.off("x");
                seen.add("first");
            });
            socket.on("x", second);
            socket.on("end", () -> seen.add("end"));
        })) {
            client.emit("['x']").emit("['x']").emit("['end']");
            expectSeen("first", "second", "end");
        }
    }

    @Test
    void argumentsOfAllKindsComeAsTheyWere() {
        try (var client = serve(socket -> socket.on("x", args -> seen.add(args.list())))) {
            client.emit("['x',null,true,1,-2.5,'é\\n',[1,[]],{'a':{'b':null}}]");
            var object = new java.util.HashMap<String, Object>();
            object.put("b", null);
            expectSeen(Arrays.asList(null, true, 1L, -2.5, "é\n", List.of(1L, List.of()), Map.of("a", object)));
        }
    }

    @Test
    void typedListenersReceiveRecordsEnumsAndNumbers() {
        try (var client = serve(socket -> {
            socket.on("say", Message.class, message -> seen.add(message == null ? "nothing" : message));
            socket.on("paint", Colour.class, (colour, ack) -> ack.send(colour, new Message("a", null, 1)));
            socket.on("count", int.class, seen::add);
        })) {
            client.emit("['say',{'user':'ann','text':'hi','stars':3,'unknown':[]},'more']").emit("['say',{'stars':1.0}]");
            expectSeen(new Message("ann", "hi", 3), new Message(null, null, 1));
            client.send("27[\"paint\",\"GREEN\"]").expect("37['GREEN',{'user':'a','text':null,'stars':1}]");
            client.emit("['count',5]").emit("['say']");
            expectSeen(5, "nothing");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "'say',3                | argument 0 of 'say': expected Message (object), got 3 (number)",
        "'say',{'user':1}       | argument 0 of 'say': expected String, got 1 (number)",
        "'say',{'user':'a'}     | argument 0 of 'say': Message misses stars (int); came: 'user'",
        "'say',{'stars':1.5}    | argument 0 of 'say': expected int, got 1.5 (number)",
        "'paint','BLUE'         | argument 0 of 'paint': expected Colour (one of RED, GREEN), got 'BLUE' (string)",
        "'count'                | argument 0 of 'count': no argument came",
        "'sum',1,'two'          | argument 1 of 'sum': expected int, got 'two' (string)",
    })
    void aMismatchIsLoggedAndTheListenerNotCalled(String row) {
        String[] columns = row.replace('\'', '"').split("\\|");
        try (var log = new TestLog(); var client = serve(socket -> {
            socket.on("say", Message.class, seen::add);
            socket.on("paint", Colour.class, seen::add);
            socket.on("count", int.class, seen::add);
            socket.on("sum", args -> seen.add(args.getInt(0) + args.getInt(1)));
            socket.on("end", () -> seen.add("end"));
        })) {
            client.emit("[" + columns[0].strip() + "]").emit("['end']");
            expectSeen("end");
            String line = log.next();
            for (String part : columns[1].strip().split(": |, ", 3)) {
                assertTrue(line.contains(part), line + " does not say " + part);
            }
            assertEquals(0, log.size());
        }
    }

    @Test
    void gettersConvertOrSayWhatIsWrong() {
        try (var client = serve(socket -> socket.on("x", args -> seen.add(args)))) {
            client.emit("['x','s',7,2.5,true,[1],{'a':1}]");
            Args args = (Args) Soon.take(seen);
            assertEquals(6, args.size());
            assertEquals("s", args.getString(0));
            assertEquals(7, args.getInt(1));
            assertEquals(7L, args.getLong(1));
            assertEquals(7.0, args.getDouble(1));
            assertEquals(2.5, args.getDouble(2));
            assertTrue(args.getBoolean(3));
            assertEquals(List.of(1L), args.getList(4));
            assertEquals(Map.of("a", 1L), args.getMap(5));
            assertEquals(null, args.get(6));
            assertEquals(null, args.getString(6));
            assertEquals("[s, 7, 2.5, true, [1], {a=1}]", args.toString());
            refuses(args, "argument 0 of \"x\": expected int, got ", a -> a.getInt(0));
            refuses(args, "argument 2 of \"x\": expected long, got ", a -> a.getLong(2));
            refuses(args, "argument 1 of \"x\": expected String, got ", a -> a.getString(1));
            refuses(args, "argument 6 of \"x\": only 6 arguments came", a -> a.getBoolean(6));
            refuses(args, "argument 0 of \"x\": expected byte[], got ", a -> a.getBytes(0));
            refuses(args, "argument 5 of \"x\": expected an array, got ", a -> a.getList(5));
            refuses(args, "argument 4 of \"x\": expected Map (object), got ", a -> a.getMap(4));
            assertThrows(UnsupportedOperationException.class, () -> args.list().set(0, 1));
        }
    }

    private static void refuses(Args args, String message, Function<Args, Object> getter) {
        var error = assertThrows(IllegalArgumentException.class, () -> getter.apply(args));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    @Test
    void whatCannotBeSentIsRefusedWhereItIsEmitted() {
        try (var client = serve(socket -> socket.on("x", (args, ack) -> {
            var error = assertThrows(IllegalArgumentException.class, () -> socket.emit("y", 1, List.of(new Object())));
            ack.send(error.getMessage().contains("java.lang.Object"), error.getMessage().contains("y"));
        }))) {
            client.send("20[\"x\"]").expect("30[true,true]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"})
    void reservedNamesCanNeitherBeSentNorListenedTo(String name) {
        try (var client = serve(socket -> {
            assertThrows(IllegalArgumentException.class, () -> socket.emit(name));
            assertThrows(IllegalArgumentException.class, () -> socket.emitWithAck(name));
            assertThrows(IllegalArgumentException.class, () -> socket.broadcast().emit(name));
            assertThrows(IllegalArgumentException.class, () -> socket.on(name, () -> { }));
            assertThrows(IllegalArgumentException.class, () -> socket.once(name, args -> { }));
            socket.emit("done");
        })) {
            client.expect("2['done']");
            assertThrows(IllegalArgumentException.class, () -> io.emit(name));
        }
    }

    @Test
    void theErrorForAReservedNameSaysWhatToUseInstead() {
        try (var client = serve(socket -> {
            seen.add(assertThrows(IllegalArgumentException.class, () -> socket.emit("connect")).getMessage());
            for (String name : List.of("disconnect", "disconnecting", "connection", "connect_error", "newListener")) {
                seen.add(assertThrows(IllegalArgumentException.class, () -> socket.on(name, () -> { })).getMessage());
            }
            seen.add(assertThrows(IllegalArgumentException.class, () -> socket.emit(null, 1)).getMessage());
        })) {
            expectSeen("\"connect\" is a reserved event name: choose another one",
                    "no client sends \"disconnect\": use onDisconnect(reason -> …)",
                    "no client sends \"disconnecting\": use onDisconnecting(reason -> …)",
                    "no client sends \"connection\": use io.onConnection(socket -> …)",
                    "no client sends \"connect_error\": use a middleware, io.use((socket, next) -> …),"
                            + " to see who is refused",
                    "\"newListener\" is a reserved event name: choose another one",
                    "an event needs a name, not null");
            client.emit("['x']");
        }
    }

    @Test
    void aReservedNameFromTheClientEndsTheConnection() {
        var client = serve(socket -> socket.onDisconnect(seen::add));
        client.emit("['disconnect']");
        expectSeen(DisconnectReason.FORCED_CLOSE);
        client.closeCode();
    }
}
