package enchufe;

/** Looks at a socket before it is let into a namespace: {@link Namespace#use}. */
@FunctionalInterface
public interface Middleware {
    /**
     * Admits or refuses a socket, now or later, from any thread. What it throws refuses the socket too: a
     * {@link ConnectException} with its message and data, anything else with {@code internal error}, which is logged.
     *
     * @param socket knows its handshake; it is not connected yet, so nothing can be emitted to it
     * @param next to be called once
     */
    void accept(Socket socket, Next next);
}
