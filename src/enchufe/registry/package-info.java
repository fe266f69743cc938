/**
 * Generic tables of what belongs to what. They know nothing about sockets, packets or threads.
 *
 * <ul>
 * <li>{@link enchufe.registry.Listeners}: the listeners of each event; a {@link enchufe.registry.Registration} says how to call one
 * <li>{@link enchufe.registry.Rooms}: which sockets are in which rooms, by socket id
 * <li>{@link enchufe.registry.Chain}: middlewares, one after the other
 * <li>{@link enchufe.registry.PendingAcks}: acknowledgements that have not arrived yet
 * </ul>
 *
 * <p>Threads: each table has its own lock, and calls nothing else while it holds it.
 */
package enchufe.registry;
