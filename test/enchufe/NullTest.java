package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpHandler;
import enchufe.engine.CloseReason;
import enchufe.engine.EngineOptions;
import enchufe.engine.EngineSession;
import enchufe.engine.Transport;
import enchufe.http.Headers;
import enchufe.http.RequestHead;
import enchufe.redis.RedisAdapter;
import enchufe.websocket.Message;
import enchufe.websocket.WebSocketEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/**
 * Null for each parameter of each public method that applications call: it is a value where Node takes it, or an error that names
 * the parameter, whose trace begins at the application's line. The names come from the source, since the compiler leaves them out.
 */
class NullTest {
    /** Where null is a value; all others refuse it. */
    private static final Set<String> ALLOWED = Set.of(
            "SocketIOServer(httpServer)", "Options.executor(value)", "Options.clientScript(value)", "Options.json(value)",
            "Options.parser(value)", "Options.adapter(value)", "Options.initialPacket(value)",      // the default
            "TransportOptions.cookie(name)", "Broadcaster.serverSideEmit(arguments)", "Broadcaster.serverSideEmitWithAck(arguments)",
            "SocketEmitter.emit(arguments)", "SocketEmitter.emitWithAck(arguments)", "SocketEmitter.send(arguments)",
            "SocketOperator.emit(arguments)", "SocketOperator.emitWithAck(arguments)", "SocketOperator.send(arguments)",
            "Broadcaster.emit(arguments)", "Broadcaster.emitWithAck(arguments)", "Broadcaster.send(arguments)",
            "BroadcastOperator.emit(arguments)", "BroadcastOperator.emitWithAck(arguments)", "BroadcastOperator.send(arguments)",
            "Ack.send(arguments)",
            "ConnectException(message)", "ConnectException(data)",
            "Next.refuse(message)", "Next.refuse(data)");

    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            Map.entry(String.class, "/sample"), Map.entry(Object.class, "x"), Map.entry(Object[].class, new Object[] {1}),
            Map.entry(List.class, List.of("x")),
            Map.entry(String[].class, new String[] {"https://a.example"}), Map.entry(int.class, 1000),
            Map.entry(boolean.class, true), Map.entry(Class.class, String.class), Map.entry(Duration.class, Duration.ofDays(1)),
            Map.entry(byte[].class, new byte[1]), Map.entry(Path.class, Path.of(".")),
            Map.entry(Pattern.class, Pattern.compile("/x")), Map.entry(Options.class, new Options()),
            Map.entry(Transport.class, Transport.POLLING), Map.entry(Transport[].class, new Transport[] {Transport.POLLING}),
            Map.entry(Cors.class, Cors.SAME_ORIGIN), Map.entry(Executor.class, (Executor) Runnable::run),
            Map.entry(EventListener.class, (EventListener) (args, ack) -> { }), Map.entry(Runnable.class, (Runnable) () -> { }),
            Map.entry(Consumer.class, (Consumer<Object>) any -> { }),
            Map.entry(BiConsumer.class, (BiConsumer<Object, Object>) (any, other) -> { }),
            Map.entry(Middleware.class, (Middleware) (socket, next) -> next.pass()),
            Map.entry(EventMiddleware.class, (EventMiddleware) (event, args, next) -> next.pass()),
            Map.entry(HttpHandler.class, (HttpHandler) exchange -> { }),
            Map.entry(BiPredicate.class, (BiPredicate<Object, Object>) (any, other) -> false),
            Map.entry(Supplier.class, (Supplier<Object>) () -> null),
            Map.entry(Function.class, (Function<Object, Object>) any -> any),
            Map.entry(WebSocketEndpoint.class, (WebSocketEndpoint) (head, peer) -> null),
            Map.entry(WebSocketPeer.CloseListener.class, (WebSocketPeer.CloseListener) (code, reason) -> { }),
            Map.entry(CloseReason.class, CloseReason.FORCED_CLOSE), Map.entry(Set.class, Set.of(Transport.POLLING)),
            Map.entry(SSLContext.class, context()), Map.entry(Message[].class, new Message[0]),
            Map.entry(RequestHead.class, new RequestHead("GET", "/", "HTTP/1.1", Headers.NONE)));

    private static SSLContext context() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private final List<String> wrong = new ArrayList<>();
    private final Set<String> allowed = new TreeSet<>();

    @Test
    void nullIsAValueOrTheErrorNamesTheArgument() throws Exception {
        var sockets = new LinkedBlockingQueue<Socket>();
        var peers = new LinkedBlockingQueue<WebSocketPeer>();
        var io = new SocketIOServer();
        var other = new SocketIOServer();
        io.webSocket("/peer", peers::add);
        io.onConnection(sockets::add).listen(0);
        try (var client = TestClient.connect(io); var peer = TestClient.at(io, "/peer")) {
            client.send("2[\"x\"]");
            peer.sendText("x");
            Socket socket = Soon.take(sockets);
            tryAll(SocketIOServer.class, () -> other);
            tryAll(Broadcaster.class, () -> io);
            tryAll(Namespace.class, () -> io.of("/"));
            tryAll(BroadcastOperator.class, () -> io.to("room"));
            tryAll(Socket.class, () -> socket);
            tryAll(SocketEmitter.class, () -> socket);
            tryAll(SocketListeners.class, () -> socket);
            tryAll(SocketOperator.class, () -> socket.timeout(Duration.ofDays(1)));
            tryAll(Ack.class, () -> Ack.of(arguments -> () -> { }));
            tryAll(AckCallback.class, () -> null);
            tryAll(Next.class, () -> (Next) error -> { });
            tryAll(Args.class, () -> Args.ofAnswer(List.of("x"), null));
            tryAll(Handshake.class, socket::handshake);
            tryAll(Engine.class, io::engine);
            tryAll(EngineRequest.class, () -> new EngineRequest(socket.conn().head(), socket.conn().peer()));
            tryAll(ConnectException.class, () -> new ConnectException("x"));
            tryAll(Options.class, Options::new);
            tryAll(TransportOptions.class, Options::new);
            tryAll(RedisAdapter.class, () -> RedisAdapter.at("redis://localhost"));
            tryAll(Cors.class, () -> Cors.SAME_ORIGIN);
            WebSocketPeer open = Soon.take(peers);
            tryAll(WebSocketPeer.class, () -> open);
            tryAll(EngineOptions.class, () -> EngineOptions.DEFAULT);
            tryAll(EngineSession.class, socket::conn);
        } finally {
            io.close();
            other.close();
        }
        assertEquals("", String.join("\n", wrong));
        assertEquals(String.join("\n", new TreeSet<>(ALLOWED)), String.join("\n", allowed), "where null is a value");
    }

    private void tryAll(Class<?> type, Callable<Object> target) throws Exception {
        var all = new ArrayList<Executable>(List.of(type.getConstructors()));
        all.addAll(List.of(type.getDeclaredMethods()));
        for (Executable one : all) {
            if (Modifier.isPublic(one.getModifiers()) && !one.isSynthetic() && !Modifier.isAbstract(one.getModifiers())
                    && !Set.of("equals", "check").contains(one.getName())) {
                tryEach(type, one, target);
            }
        }
    }

    private void tryEach(Class<?> type, Executable one, Callable<Object> target) throws Exception {
        Class<?>[] types = one.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (!types[i].isPrimitive()) {
                tryNull(type, one, target, i, null);
                if (one.isVarArgs() && i == types.length - 1) {
                    tryNull(type, one, target, i, Array.newInstance(types[i].getComponentType(), 1));
                }
            }
        }
    }

    private void tryNull(Class<?> type, Executable one, Callable<Object> target, int index, Object value) throws Exception {
        Object[] arguments = new Object[one.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == index ? value : sample(one.getParameterTypes()[i]);
        }
        String parameter = parameterNames(type, one).get(index);
        boolean constructs = !(one instanceof Method);
        String place = type.getSimpleName() + (constructs ? "" : "." + one.getName()) + "(" + parameter + ")";
        try {
            if (one instanceof Method method) {
                method.invoke(Modifier.isStatic(one.getModifiers()) ? null : target.call(), arguments);
            } else {
                Object made = ((Constructor<?>) one).newInstance(arguments);
                if (made instanceof SocketIOServer server) {
                    server.close();
                }
            }
            allowed.add(place);
            if (!ALLOWED.contains(place)) {
                wrong.add(place + " takes null");
            }
        } catch (InvocationTargetException e) {
            check(place, parameter, one, e.getCause());
        }
    }

    private void check(String place, String parameter, Executable one, Throwable error) {
        String message = String.valueOf(error.getMessage());
        boolean clear = error instanceof NullPointerException || error instanceof IllegalArgumentException;
        boolean byJava = message.contains("Cannot ") || message.contains("because ");       // the JDK's own words
        // Of options "value" would say nothing: they are called by the names of their setters.
        String option = one.getDeclaringClass().getName().endsWith("Options") ? one.getName().replace("with", "") : parameter;
        boolean named = Pattern.compile("(?i)\\b(" + parameter + "|" + option + ")\\b").matcher(message).find();
        if (!clear || byJava || !named) {
            wrong.add(place + ": " + error);
        } else if (!error.getStackTrace()[0].getClassName().equals(NullTest.class.getName())) {
            wrong.add(place + ": its trace does not begin at the application's line, but at " + error.getStackTrace()[0]);
        }
    }

    private static Object sample(Class<?> type) {
        return SAMPLES.get(type);                   // null for an HttpServer, which is not tried with another null
    }

    /** {@return the names of the parameters of a method or constructor, as they stand in the source} */
    private static List<String> parameterNames(Class<?> type, Executable one) {
        String name = one instanceof Method ? one.getName() : type.getSimpleName();
        Pattern declaration = Pattern.compile("(?:public|default|static)[^;{}()=]*\\b" + name + "\\(([^)]*)\\)");
        String source = read(Path.of("src", (type.getName().replace('.', '/')) + ".java"));
        if (type.isRecord() && !(one instanceof Method)) {
            declaration = Pattern.compile("public record " + name + "\\(([^)]*)\\)");
        }
        List<List<String>> found = declaration.matcher(source).results().map(MatchResult::group)
                .map(text -> text.substring(text.indexOf('(') + 1, text.length() - 1))
                .map(text -> List.of(text.replaceAll("<[^()]*?>+|@\\w+", "").trim().split("\\s*,\\s*")))
                .filter(parameters -> fits(parameters, one.getParameterTypes()))
                .toList();
        if (found.isEmpty()) {
            throw new AssertionError("not found in the source: " + one);
        }
        return found.get(0).stream().map(parameter -> parameter.substring(parameter.lastIndexOf(' ') + 1)).toList();
    }

    private static boolean fits(List<String> parameters, Class<?>[] types) {
        if (parameters.size() != types.length || parameters.contains("")) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            String type = parameters.get(i).replaceAll("\\s+\\w+$", "").replace("...", "[]");
            if (!type.equals(types[i].getSimpleName()) && type.length() > 1) {
                return false;
            }
        }
        return true;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
