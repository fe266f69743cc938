package enchufe.registry;

/**
 * A listener that needs more than itself to be called, or to be found when it is to be removed. There are as many of each as there
 * are clients, so a listener that can be called in one way alone, as most lambdas can, goes without.
 *
 * @param <C> how listeners are called
 * @param given what the user passed, by which it is found again
 * @param call calls it
 * @param once whether it hears the event's next occurrence alone
 */
public record Registration<C>(Object given, C call, boolean once) {}
