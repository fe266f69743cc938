package enchufe.net;

import enchufe.log.Log;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/** Accepts the connections to one address, and goes on accepting if one of them fails. */
final class Acceptor implements Loop.Selected {
    private static final int MAX_ACCEPTS = 64;                  // in a row; then the connections have their turn
    private static final int BACKLOG = 1024;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Logger LOG = Log.of("enchufe.net");

    private final ServerSocketChannel server;
    private final Loop loop;
    private final Consumer<SocketChannel> onAccepted;

    /** Binds an address: clients can connect from now on, but they are not served yet. */
    Acceptor(InetSocketAddress address, Loop loop, Consumer<SocketChannel> onAccepted) throws IOException {
        this.loop = loop;
        this.onAccepted = onAccepted;
        server = ServerSocketChannel.open();
        try {
            // Without it a restarted server could not take its port while old connections are in TIME_WAIT.
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(address, BACKLOG);
            server.configureBlocking(false);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) server.getLocalAddress();
    }

    /** Begins to accept; on the loop. */
    void start() {
        try {
            loop.register(server, SelectionKey.OP_ACCEPT, this);
        } catch (IOException | RuntimeException e) {
            loop.fail(e);                                       // a server that accepts nobody must not look alive
        }
    }

    @Override
    public void ready(SelectionKey key) {
        for (int i = 0; i < MAX_ACCEPTS; i++) {
            try {
                SocketChannel channel = server.accept();
                if (channel == null) {
                    return;
                }
                onAccepted.accept(channel);
            } catch (IOException | RuntimeException | Error e) {
                pause(key, e);
                return;
            }
        }
    }

    /** Probably there are no file descriptors left: the present connections are served meanwhile. */
    private void pause(SelectionKey key, Throwable cause) {
        if (!key.isValid()) {
            return;                                             // the port is being closed
        }
        loop.warnings.say("exhausted", "no connection can be accepted (out of file descriptors? see ulimit -n): trying again"
                + " soon: " + cause);
        key.interestOps(0);
        loop.after(PAUSE, () -> {
            if (key.isValid()) {
                key.interestOps(SelectionKey.OP_ACCEPT);
            }
        });
    }

    void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the port did not close", e);
        }
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The socket is closed nevertheless.
        }
    }
}
