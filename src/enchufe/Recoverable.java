package enchufe;

import enchufe.link.Joining;
import enchufe.link.Recovery;
import enchufe.link.RecoveryState;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The part of a socket that outlives its connection for a while. Exists only with connection state recovery. */
final class Recoverable {
    private final Socket socket;
    private final Map<String, Object> auth;
    private final Recovery recovery;
    private RecoveryState state;               // null until it is admitted, or its client has come back
    private boolean recovered;                  // changes only before it is admitted

    private Recoverable(Socket socket, Map<String, Object> auth, Recovery recovery) {
        this.socket = socket;
        this.auth = auth;
        this.recovery = recovery;
    }

    /** {@return that of a new socket; null if there is no recovery, or its client is old and knows none} */
    static Recoverable of(Socket socket, Map<String, Object> auth, Recovery recovery) {
        return recovery == null || Joining.isOld(socket.conn()) ? null : new Recoverable(socket, auth, recovery);
    }

    boolean isRecovered() {
        return recovered;
    }

    private String said(String name) {
        return auth.get(name) instanceof String text ? text : null;
    }

    /**
     * Looks for the socket that the client had before, if it says that it had one.
     *
     * @param then gets whether the middlewares are to be asked; called in the socket's order
     */
    void find(Consumer<Boolean> then) {
        String pid = said("pid");
        if (pid == null || socket.link().isClosed()) {          // a client that has left meanwhile must not replace itself
            then.accept(true);
            return;
        }
        recovery.claim(socket.nsp(), pid, said("offset"), socket.conn(), found -> socket.queue().execute(() -> {
            if (found != null) {
                state = found;
                recovered = true;
                socket.become(found);
            }
            then.accept(found == null || !recovery.skipsMiddlewares());
        }));
    }

    /** The socket is not admitted: its client may try again. */
    void giveBack() {
        if (recovered) {
            recovery.giveBack(state);
        }
    }

    /** The socket is admitted: its client gets what it has missed, and joins. {@return false if that is not there any more} */
    boolean enter() {
        if (recovered) {
            return recovery.enterAgain(state, said("offset"), socket.earlyRooms(), socket::replace,
                    missed -> socket.link().send(missed, false), () -> socket.accept(state.pid()));
        }
        recovery.enter(socket.nsp(), socket.id(), socket::replace, fresh -> {
            state = fresh;
            socket.accept(fresh.pid());
        });
        return true;
    }

    /** An event is sent to it. Under the lock of the recovery. */
    void sent(long number) {
        if (state != null) {
            state.sent(number);
        }
    }

    /** See {@link Recovery#exit}. */
    void exit(Map<String, Object> data, Supplier<Set<String>> leaving) {
        recovery.exit(state, data, Recovery.bytesOf(data), leaving);
    }

    /** See {@link Recovery#over}. */
    void over(boolean comesBack) {
        recovery.over(state, comesBack);
    }
}
