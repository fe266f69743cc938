/**
 * The API for applications: a {@link enchufe.SocketIOServer} has {@linkplain enchufe.Namespace namespaces}, and a namespace has
 * {@linkplain enchufe.Socket sockets}, one for each of its clients.
 *
 * <p>The path of an event, and of a broadcast that its listener sends:
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
 * <p>Threads: every public method may be called from any thread. Listeners and middlewares of one socket run one at a time. User
 * code never runs under a lock, and on a loop only if the executor is {@code Runnable::run}; except for a {@link enchufe.Parser}
 * and an {@link enchufe.Adapter}, which work wherever packets are, and may not wait for anything.
 */
package enchufe;
