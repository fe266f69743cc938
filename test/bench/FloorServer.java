import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * The floor in Java: floor.c again with one selector, to tell what Java's system calls cost from what a server does between
 * them. It looks for event names at fixed places and parses nothing. Arguments: the port, the heartbeats' interval in
 * milliseconds.
 */
public final class FloorServer {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int SLICES = 64;                       // heartbeats are spread over the interval
    private static final byte[] OPEN = ascii("0{\"sid\":\"abcdefghij0123456789\",\"upgrades\":[],\"pingInterval\":25000,"
            + "\"pingTimeout\":20000,\"maxPayload\":1000000}");
    private static final byte[] CONNECTED = ascii("40{\"sid\":\"0123456789abcdefghij\"}");
    private static final byte[] ECHO = ascii("42[\"echo\",");
    private static final byte[] HEADER = ascii("451-");
    private static final byte[] BROADCAST = ascii("42[\"broadcast\",");
    private static final byte[] ROOM = ascii("42[\"room\",");
    private static final byte[] JOIN = ascii("42[\"join\",");
    private static final byte[] ACK = ascii("42");
    private static final byte[] CONNECT = ascii("40");

    private final Selector selector = Selector.open();
    private final ByteBuffer input = ByteBuffer.allocateDirect(256 * 1024);
    private final ByteBuffer output = ByteBuffer.allocateDirect(256 * 1024);    // of the connection that was read
    private final ByteBuffer shared = ByteBuffer.allocateDirect(64 * 1024);     // a frame for many
    private final Set<Connection> connected = new LinkedHashSet<>();
    private final Map<String, List<Connection>> rooms = new HashMap<>();
    private final long slice;
    private long nextSlice;
    private int turn;

    private FloorServer(int port, long pingInterval) throws IOException {
        slice = pingInterval * 1_000_000 / SLICES;
        nextSlice = System.nanoTime() + slice;
        var listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT, listener);
        System.out.println("listening " + listener.socket().getLocalPort());
    }

    public static void main(String[] args) throws IOException {
        new FloorServer(Integer.parseInt(args[0]), args.length > 1 ? Long.parseLong(args[1]) : 25_000).run();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private void run() throws IOException {
        while (true) {
            selector.select(this::ready, Math.max(1, (nextSlice - System.nanoTime()) / 1_000_000));
            if (System.nanoTime() >= nextSlice) {
                nextSlice += slice;
                heartbeat();
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof Connection connection) {
                connection.ready();
            } else {
                accept((ServerSocketChannel) key.attachment());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept(ServerSocketChannel listener) throws IOException {
        for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var connection = new Connection(channel);
            connection.key = channel.register(selector, SelectionKey.OP_READ, connection);
        }
    }

    private void heartbeat() {
        turn = (turn + 1) % SLICES;
        int i = 0;
        putFrame(shared.clear(), TEXT, ByteBuffer.wrap(new byte[] {'2'}));
        for (Connection connection : List.copyOf(connected)) {
            if (i++ % SLICES == turn) {
                connection.write(shared.flip());
            }
        }
    }

    private void sendToAll(Iterable<Connection> receivers, ByteBuffer packet) {
        putFrame(shared.clear(), TEXT, packet);
        shared.flip();
        for (Connection receiver : receivers) {
            receiver.write(shared.rewind());
        }
    }

    /** RFC 6455 §5.2: a server's frame, not masked. */
    private static void putFrame(ByteBuffer out, int opcode, ByteBuffer payload) {
        int length = payload.remaining();
        out.put((byte) (0x80 | opcode));
        if (length < 126) {
            out.put((byte) length);
        } else {
            out.put((byte) 126).putShort((short) length);
        }
        out.put(payload);
    }

    /** RFC 6455 §5.3. */
    private static void unmask(ByteBuffer data, int start, int length, int key) {
        long wide = (long) key << 32 | key & 0xffff_ffffL;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            data.putLong(start + i, data.getLong(start + i) ^ wide);
        }
        for (; i < length; i++) {
            data.put(start + i, (byte) (data.get(start + i) ^ key >> 24 - 8 * (i & 3)));
        }
    }

    private static boolean starts(ByteBuffer payload, byte[] beginning) {
        if (payload.remaining() < beginning.length) {
            return false;
        }
        for (int i = 0; i < beginning.length; i++) {
            if (payload.get(payload.position() + i) != beginning[i]) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(ByteBuffer payload, char wanted, int from) {
        int i = from;
        while (payload.get(i) != wanted) {
            i++;
        }
        return i;
    }

    /** The room's name, without its quotes, which begins at an offset of the payload. */
    private static String roomAt(ByteBuffer payload, int offset) {
        int start = payload.position() + offset;
        var name = new byte[indexOf(payload, '"', start) - start];
        payload.get(start, name);
        return new String(name, ISO_8859_1);
    }

    private final class Connection {
        private final SocketChannel channel;
        private SelectionKey key;
        private boolean upgraded;
        private boolean closing;
        private ByteBuffer unread;                              // the beginning of a frame
        private ByteBuffer unwritten;                           // what the socket did not take

        private Connection(SocketChannel channel) {
            this.channel = channel;
        }

        private void ready() {
            if (key.isWritable()) {
                ByteBuffer rest = unwritten;
                unwritten = null;
                key.interestOps(SelectionKey.OP_READ);
                write(rest);
                return;
            }
            input.clear();
            if (unread != null) {
                input.put(unread);
                unread = null;
            }
            if (!read()) {
                return;
            }
            input.flip();
            output.clear();
            while (input.hasRemaining() && (upgraded ? frame() : request())) { }
            if (input.hasRemaining()) {
                unread = ByteBuffer.allocate(input.remaining()).put(input).flip();
            }
            if (output.position() > 0) {
                write(output.flip());                           // one write for all that was read
            }
            if (closing) {
                end();                                          // RFC 6455 §7.1.1: the server closes TCP
            }
        }

        private boolean read() {
            try {
                if (channel.read(input) >= 0) {
                    return true;
                }
            } catch (IOException e) {                           // reset by the peer
            }
            end();
            return false;
        }

        private void end() {
            connected.remove(this);
            rooms.values().forEach(room -> room.remove(this));
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private void write(ByteBuffer bytes) {
            if (unwritten == null) {
                try {
                    channel.write(bytes);
                } catch (IOException e) {                       // reset by the peer: the next read tells
                    return;
                }
            }
            if (bytes.hasRemaining()) {
                int before = unwritten == null ? 0 : unwritten.remaining();
                var rest = ByteBuffer.allocate(before + bytes.remaining());
                if (unwritten != null) {
                    rest.put(unwritten);
                }
                unwritten = rest.put(bytes).flip();
                key.interestOps(SelectionKey.OP_WRITE);
            }
        }

        /** RFC 6455 §4.2.2; any other request is answered with an open packet over polling, which nobody follows up. */
        private boolean request() {
            String head = ISO_8859_1.decode(input.duplicate()).toString();
            int end = head.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            input.position(input.position() + end + 4);
            int nonce = head.indexOf("Sec-WebSocket-Key: ");
            if (nonce < 0) {
                output.put(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + OPEN.length + "\r\n\r\n")).put(OPEN);
                return true;
            }
            output.put(ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept(head.substring(nonce + 19, nonce + 43)) + "\r\n\r\n"));
            putFrame(output, TEXT, ByteBuffer.wrap(OPEN));
            upgraded = true;
            return true;
        }

        private static String accept(String nonce) {
            try {
                return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                        .digest(ascii(nonce + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        /** RFC 6455 §5.2, without the lengths that nobody sends here. */
        private boolean frame() {
            int start = input.position();
            int available = input.remaining();
            int length = available < 2 ? 0 : input.get(start + 1) & 0x7f;
            int head = length == 126 ? 8 : 6;
            if (available < head) {
                return false;
            }
            length = length == 126 ? input.getShort(start + 2) & 0xffff : length;
            if (available - head < length) {
                return false;
            }
            int data = start + head;
            unmask(input, data, length, input.getInt(data - 4));
            payload(input.get(start) & 0x0f, input.duplicate().position(data).limit(data + length));
            input.position(data + length);
            return true;
        }

        private void payload(int opcode, ByteBuffer payload) {
            if (opcode == CLOSE) {
                putFrame(output, CLOSE, payload);               // §5.5.1
                closing = true;
            } else if (opcode == BINARY || starts(payload, ECHO) || starts(payload, HEADER)) {
                putFrame(output, opcode, payload);
            } else if (starts(payload, BROADCAST)) {
                sendToAll(connected, payload);
            } else if (starts(payload, ROOM)) {
                sendToRoom(payload);
            } else if (starts(payload, JOIN)) {
                rooms.computeIfAbsent(roomAt(payload, 11), name -> new ArrayList<>()).add(this);
            } else if (starts(payload, ACK)) {
                acknowledge(payload);
            } else if (starts(payload, CONNECT)) {
                connected.add(this);
                putFrame(output, TEXT, ByteBuffer.wrap(CONNECTED));
            }
        }

        /** 42["room","r17","x"] goes out as 42["room","x"]. */
        private void sendToRoom(ByteBuffer payload) {
            String room = roomAt(payload, 11);
            var packet = ByteBuffer.allocate(payload.remaining());
            packet.put(ROOM).put(payload.position(indexOf(payload, ',', payload.position() + 11) + 1)).flip();
            sendToAll(rooms.getOrDefault(room, List.of()), packet);
        }

        /** 42ID["echo-ack",x] is answered with 43ID[x]. */
        private void acknowledge(ByteBuffer payload) {
            int start = payload.position();
            int bracket = indexOf(payload, '[', start);
            for (int i = bracket - 1; i >= start; i--) {        // in place: "echo-ack", is skipped
                payload.put(i + 11, payload.get(i));
            }
            payload.put(start + 12, (byte) '3').put(bracket + 11, (byte) '[');
            putFrame(output, TEXT, payload.position(start + 11));
        }
    }
}
