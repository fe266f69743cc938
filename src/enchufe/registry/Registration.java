package enchufe.registry;

/**
 * A listener with how to call it. A server holds one for each listener of each client, so a listener that can be called in one way
 * only, as most lambdas can, needs none.
 *
 * @param <C> how listeners are called
 * @param given what the application added, by which it is found when it is removed
 * @param call calls it
 * @param once whether it takes only the next occurrence of the event
 */
public record Registration<C>(Object given, C call, boolean once) {}
