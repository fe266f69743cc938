package enchufe;

/** Sees each request of Engine.IO, polls and posts and WebSockets, before it is served: {@link Engine#use}. */
@FunctionalInterface
public interface RequestMiddleware {
    /**
     * Lets a request pass, or refuses it, now or later, from any thread. A refused client gets 403 with the message, and code 4. An
     * exception other than {@link ConnectException} refuses the request too, with 400 and code 3, and is logged.
     *
     * @param request the request; headers for the response may be added to it
     * @param next to be called once
     */
    void accept(EngineRequest request, Next next);
}
