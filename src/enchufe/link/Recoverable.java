package enchufe.link;

import enchufe.dispatch.SerialQueue;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The part of a socket that outlives its connection for a while. Exists only with connection state recovery. */
public final class Recoverable {
    /** The socket itself. */
    public interface Owner extends Recovery.Holder {
        /** {@return its id} */
        String id();

        /**
         * It is the socket that its client had before. Before it is admitted.
         *
         * @param before what that was
         */
        void become(RecoveryState before);

        /** {@return the rooms that it will be in, its own too. Before it is admitted} */
        Set<String> earlyRooms();

        /**
         * Tells the client that it has joined, and puts the socket into its rooms. Called under the lock of the recovery.
         *
         * @param pid the name of its state
         */
        void accept(String pid);
    }

    private final String namespace;
    private final Link link;
    private final SerialQueue queue;
    private final Credentials credentials;
    private final Recovery recovery;
    private final Owner socket;
    private RecoveryState state;                // null until it is admitted, or its client has come back
    private boolean recovered;                  // changes only before it is admitted

    /**
     * Makes that of a new socket.
     *
     * @param namespace the socket's namespace
     * @param link its connection
     * @param queue its order
     * @param credentials what its client sent when it connected
     * @param recovery keeps what was sent
     * @param socket the socket
     */
    public Recoverable(String namespace, Link link, SerialQueue queue, Credentials credentials, Recovery recovery, Owner socket) {
        this.namespace = namespace;
        this.link = link;
        this.queue = queue;
        this.credentials = credentials;
        this.recovery = recovery;
        this.socket = socket;
    }

    /** {@return whether its client has come back} */
    public boolean isRecovered() {
        return recovered;
    }

    private String said(String name) {
        return credentials.values().get(name) instanceof String text ? text : null;
    }

    /**
     * Looks for the socket that the client had before, if it says that it had one.
     *
     * @param then gets whether the middlewares are to be asked; called in the socket's order
     */
    public void find(Consumer<Boolean> then) {
        String pid = said("pid");
        if (pid == null || link.isClosed()) {                   // a client that has left meanwhile must not replace itself
            then.accept(true);
            return;
        }
        recovery.claim(namespace, pid, said("offset"), link.session(), found -> queue.execute(() -> {
            if (found != null) {
                state = found;
                recovered = true;
                socket.become(found);
            }
            then.accept(found == null || !recovery.skipsMiddlewares());
        }));
    }

    /** The socket is not admitted: its client may try again. */
    public void giveBack() {
        if (recovered) {
            recovery.giveBack(state);
        }
    }

    /** The socket is admitted: its client gets what it has missed, and joins. {@return false if that is not there any more} */
    public boolean enter() {
        if (recovered) {
            return recovery.enterAgain(state, said("offset"), socket.earlyRooms(), socket, missed -> link.send(missed, false),
                    () -> socket.accept(state.pid()));
        }
        recovery.enter(namespace, socket.id(), socket, fresh -> {
            state = fresh;
            socket.accept(fresh.pid());
        });
        return true;
    }

    /** An event is sent to it. Under the lock of the recovery. */
    public void sent(long number) {
        if (state != null) {
            state.sent(number);
        }
    }

    /** See {@link Recovery#exit}. */
    public void exit(Map<String, Object> data, Supplier<Set<String>> leaving) {
        recovery.exit(state, data, Recovery.bytesOf(data), leaving);
    }

    /** See {@link Recovery#over}. */
    public void over(boolean comesBack) {
        recovery.over(state, comesBack);
    }
}
