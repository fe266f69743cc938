package enchufe;

/** Sees each socket before it is admitted to a namespace: {@link Namespace#use}. */
@FunctionalInterface
public interface Middleware {
    /**
     * Admits or refuses a socket, now or later, from any thread. An exception refuses it too: a {@link ConnectException} with its
     * message and data; any other with {@code internal error}, and is logged.
     *
     * @param socket has its handshake; it is not connected yet, so nothing can be emitted to it
     * @param next to be called once
     */
    void accept(Socket socket, Next next);
}
