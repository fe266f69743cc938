import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** netty-socketio with the behaviour of MODE=bench, at its best: with epoll, and with the port reusable. */
public final class NettyServer {
    private NettyServer() {}

    public static void main(String[] args) throws IOException {
        var socket = new SocketConfig();
        socket.setReuseAddress(true);
        socket.setTcpNoDelay(true);
        socket.setAcceptBackLog(4096);
        var configuration = new Configuration();
        configuration.setHostname("127.0.0.1");
        configuration.setPort(freePort());
        configuration.setPingInterval(Integer.parseInt(System.getenv("PING_INTERVAL")));
        configuration.setUseLinuxNativeEpoll(true);
        configuration.setWebsocketCompression(false);
        configuration.setSocketConfig(socket);
        var io = new SocketIOServer(configuration);
        io.addEventListener("echo", String.class, (client, x, ack) -> client.sendEvent("echo", x));
        io.addEventListener("echo-bin", byte[].class, (client, x, ack) -> client.sendEvent("echo-bin", (Object) x));
        io.addEventListener("echo-ack", String.class, (client, x, ack) -> ack.sendAckData(x));
        io.addEventListener("broadcast", String.class, (client, x, ack) ->
                io.getBroadcastOperations().sendEvent("broadcast", x));
        io.addEventListener("join", String.class, (client, room, ack) -> client.joinRoom(room));
        io.addMultiTypeEventListener("room", (client, values, ack) ->
                io.getRoomOperations(values.<String>get(0)).sendEvent("room", values.<String>get(1)),
                String.class, String.class);
        io.start();
        System.out.println("listening " + configuration.getPort());
    }

    /** It does not tell which port it got for 0. */
    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
