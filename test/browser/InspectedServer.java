import enchufe.Options;
import enchufe.SocketIOServer;

/** A server with an inspector, events with an acknowledgement and with binary data, and a plain WebSocket. */
public class InspectedServer {
    public static void main(String[] args) {
        var io = new SocketIOServer(new Options().inspector("/inspect").pingInterval(java.time.Duration.ofMillis(500)));
        io.onConnection(socket -> {
            socket.join("kitchen");
            socket.on("sum", (numbers, ack) -> ack.send(numbers.getInt(0) + numbers.getInt(1)));
            socket.on("paint", picture -> socket.emit("painted", (Object) new byte[] {1, 2, 3}));
        });
        io.webSocket("/echo", peer -> peer.onText(peer::send));
        io.listen("localhost", 0);
        System.out.println("at " + io.port());
    }
}
