/**
 * Runs the application's handlers: those of one socket one at a time and in order, those of different sockets side by side.
 *
 * <p><b>Which thread runs what.</b> The loop reads and decodes, and never runs a handler (unless the application's executor is
 * {@code Runnable::run}). The thread that ran the handlers also writes what they have emitted:
 *
 * <pre>{@code
 *  a loop's thread                          a handler's thread: HandlerPool, or Options.executor
 *  ───────────────                          ────────────────────────────────────────────────────
 *  read, decode
 *     │ the events of one read
 *     ▼
 *  Delivery ── handOver() ──▶ SerialQueue ──────▶ the socket's listeners, one at a time
 *                             one per socket         │ emit: the connection enrolls in the thread's FlushScope
 *                                                    ▼
 *                                                 end of the batch: FlushScope flushes, one write per connection
 *                                                    │
 *  write, when the socket accepts more  ◀────────────┘ what the socket did not accept
 *
 *
 *  the watch's thread (StallWatch), every 10 ms: flushes for a handler that blocks, and HandlerPool allows more threads
 * }</pre>
 *
 * <p>{@link enchufe.dispatch.Dispatcher} is the entrance. {@code HandlerPool} is the default executor: many threads, of which few
 * are awake. {@code UserExecutor} wraps an executor of the application, which may refuse tasks or be shut down.
 * {@link enchufe.dispatch.AckFuture} is a future that a handler may wait for: its completion does not need the socket's queue, nor
 * another thread. {@link enchufe.dispatch.BlockingPool} is for other work that may block.
 *
 * <p><b>How much may wait.</b> Both budgets count bytes on the heap:
 *
 * <pre>{@code
 *  InboundBudget   one client     more than maxInboundBytes waits for its listeners: the client is not read
 *  Intake          all clients    more than a share of the heap waits: clients with more than a little are not read;
 *                                 after pauseTimeout, the client with the most waiting is disconnected
 *                                 more than a share of the heap is unfinished (parts of messages): the client that
 *                                 holds most of it is disconnected
 * }</pre>
 *
 * <p><b>Threads.</b> Each class says which threads may call it. A {@link enchufe.dispatch.FlushScope} is owned by the thread that
 * entered it. Handlers never run under a lock of this package.
 */
package enchufe.dispatch;
