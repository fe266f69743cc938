/**
 * Who belongs to what: generic tables that know nothing of sockets, packets or threads.
 *
 * <ul>
 * <li>{@link enchufe.registry.Listeners}: the listeners of each event, with a {@link enchufe.registry.Registration} where one needs
 *     more than itself
 * <li>{@link enchufe.registry.Rooms}: who is in which room, by socket ids
 * <li>{@link enchufe.registry.Chain}: middlewares, one after the other
 * <li>{@link enchufe.registry.PendingAcks}: questions that wait for an answer
 * </ul>
 *
 * <p>Threads: each table has one lock of its own, and calls nobody while it holds it.
 */
package enchufe.registry;
