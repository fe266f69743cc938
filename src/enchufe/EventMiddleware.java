package enchufe;

/** Sees each event of a socket before its listeners do: {@link Socket#use}. */
@FunctionalInterface
public interface EventMiddleware {
    /**
     * Lets an event pass or stops it, now or later, from any thread. An exception stops the event too.
     *
     * @param event the event's name
     * @param args its arguments
     * @param next to be called once; an error goes to the listeners of {@link Socket#onError}
     */
    void accept(String event, Args args, Next next);
}
