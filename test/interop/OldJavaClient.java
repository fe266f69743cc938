package interop;

import io.socket.client.IO;
import io.socket.client.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;

/**
 * A conversation with the contract server, told line by line. It is run with the jars of version 1.0 of the Java client, which has the
 * classes of the version that it is compiled with.
 */
final class OldJavaClient {
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private OldJavaClient() {}

    public static void main(String[] args) throws Exception {
        for (String[] transports : new String[][] {{"polling"}, {"websocket"}, {"polling", "websocket"}}) {
            System.out.println(String.join(" ", transports));
            new OldJavaClient().talk(args[0], transports);
        }
        System.exit(0);                             // its threads are no daemons
    }

    private void talk(String uri, String... transports) throws Exception {
        var options = new IO.Options();
        options.forceNew = true;
        options.transports = transports;
        options.query = "tag=java";
        Socket socket = IO.socket(uri, options);
        socket.on("auth", greeting -> heard.add("greeted"));
        socket.on("message-back", values -> heard.add(told(values)));
        socket.on("echo-bin", values -> heard.add(told(values)));
        socket.on("room", values -> heard.add(told(values)));
        socket.on("question", values -> ((io.socket.client.Ack) values[1]).call(values[0], "answer"));
        socket.on(Socket.EVENT_DISCONNECT, values -> heard.add("disconnected: " + values[0]));
        socket.connect();
        next();
        socket.emit("whoami", new Object[0], answer -> heard.add(me(socket, (JSONObject) answer[0])));
        next();
        socket.emit("message", "\u00e9\u20ac\ud83d\ude00", 1, true);
        next();
        socket.emit("echo-bin", new byte[] {0, 1, -128, -1});
        next();
        socket.emit("ask-me", new Object[] {60_000, "q"}, answer -> heard.add(answer[0].toString()));
        next();
        socket.emit("join", new Object[] {"r"}, rooms -> heard.add(rooms[0].toString()));
        next();
        socket.emit("to-room", "r", new byte[] {7}, "x");
        next();
        socket.emit("kick", false);
        next();
    }

    private static String me(Socket socket, JSONObject me) {
        return me.optInt("eio") + " " + me.optString("query") + " " + me.optString("id").equals(socket.id());
    }

    private static String told(Object... values) {
        List<Object> told = new ArrayList<>(Arrays.asList(values));
        told.replaceAll(value -> value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value);
        return told.toString();
    }

    private void next() throws InterruptedException {
        System.out.println(heard.poll(60, TimeUnit.SECONDS));
    }
}
