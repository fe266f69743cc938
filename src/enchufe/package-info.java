/**
 * What applications use: a {@link enchufe.SocketIOServer} has {@linkplain enchufe.Namespace namespaces}, and a namespace has
 * {@linkplain enchufe.Socket sockets}, one for each client that is in it.
 *
 * <p>The path of an event, and of a broadcast that it causes:
 *
 * <pre>{@code
 *     the client's loop            a handler's thread, in the socket's order          the loop, if the network is slow
 *   ─────────────────────        ─────────────────────────────────────────────      ──────────────────────────────────
 *    bytes ▶ frame ▶ packet
 *         ▶ Client
 *              │ Delivery
 *              └───────────────▶ Socket ▶ middlewares ▶ listeners
 *                                                          │ io.emit
 *                                   Namespace ◀────────────┘
 *                                      │ encoded once
 *                                      ▼
 *                                   every recipient's queue
 *                                      │ at the end of the batch of handlers: one write each
 *                                      ▼
 *                                   network ───────────────────────────────────────▶ the rest
 * }</pre>
 *
 * <p>Threads: every public method may be called from any thread. Listeners and middlewares of one socket run one at a time; no user
 * code runs on a loop, unless the executor is {@code Runnable::run}, nor under a lock.
 */
package enchufe;
