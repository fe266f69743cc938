package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowClientTest {
    private SocketIOServer io;
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    private void serve(Options options) {
        io = new SocketIOServer(options);
        io.onConnection(socket -> {
            socket.onDisconnect(seen::add);
            sockets.add(socket);
        }).listen(0);
    }

    @Test
    void whoDoesNotReadIsClosedAndTheOthersGoOn() throws IOException {
        serve(new Options().maxOutboundBytes(1_000_000));
        try (var log = new TestLog(); var lively = TestClient.connect(io); var deaf = new java.net.Socket()) {
            Soon.take(sockets);
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), io.port()));
            deaf.getOutputStream().write(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").getBytes());
            deaf.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '4', '0'});
            Socket socket = Soon.take(sockets);
            String large = "x".repeat(100_000);
            while (seen.isEmpty()) {
                io.emit("large", large);
                lively.next();
            }
            assertEquals(DisconnectReason.TRANSPORT_ERROR, seen.take());
            assertTrue(log.next().contains("maxOutboundBytes"));
            deaf.setSoTimeout(60_000);
            readToTheEnd(deaf);
            assertEquals(0, socket.conn().queuedBytes());
            io.emit("x");
            lively.expect("2['x']");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void readToTheEnd(java.net.Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            // the other kind of end
        }
    }

    @Test
    void soMuchMayWaitForAPollAndNoMore() {
        serve(new Options().maxOutboundBytes(10_000));
        var client = TestPolling.connect(io);
        Socket socket = Soon.take(sockets);
        socket.emit("x", "");
        long frame = socket.conn().queuedBytes();
        try (var log = new TestLog()) {
            socket.emit("x", "y".repeat((int) (10_000 - 2 * frame - 2)));       // its length takes two bytes more
            assertEquals(10_000, socket.conn().queuedBytes());
            assertEquals(0, log.size());
            socket.emit("x", "");
            assertEquals(DisconnectReason.TRANSPORT_ERROR, Soon.take(seen));
            assertTrue(log.next().contains("maxOutboundBytes (10000)"));
        }
    }
}
