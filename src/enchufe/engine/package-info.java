/**
 * The Engine.IO protocol, revision 4, without the network: sessions with clients over HTTP long-polling or a WebSocket. Titles in
 * quotes, such as "Upgrade", are sections of the protocol's description.
 *
 * <p><b>The life of a session.</b> {@link enchufe.engine.EngineServer} takes requests and WebSockets from its host, and opens an
 * {@link enchufe.engine.EngineSession} for a request without a session id ("Handshake"). The application gives the session an
 * {@link enchufe.engine.EngineListener}. A heartbeat notices clients that have vanished ("Heartbeat").
 *
 * <pre>{@code
 *   GET without sid                      WebSocket without sid
 *         │ open packet                        │ open packet
 *         ▼                                    ▼
 *   ┌───────────┐      upgrade           ┌───────────┐
 *   │ polling   │ ─────────────────────▶ │ WebSocket │
 *   └───────────┘                        └───────────┘
 *     │       │ close(), and no poll waits         │ close(), a close packet, ping timeout,
 *     │       ▼                                    │ a broken rule, too much to send
 *     │  ┌───────────┐  the next poll,             ▼
 *     │  │ closing   │  or closeTimeout      ┌───────────┐
 *     │  └───────────┘ ────────────────────▶ │ ended     │ onClose with a CloseReason
 *     │                                      └───────────┘
 *     └─ the same reasons as for a WebSocket ──────▲
 * }</pre>
 *
 * <p><b>Long-polling</b> ("HTTP long-polling"). The client keeps one GET waiting, and sends its own packets in POSTs, one at a
 * time. Several packets in one body are separated by the byte 1E, written here as ␞:
 *
 * <pre>{@code
 *   client                                          server
 *     │ ── GET  ?EIO=4&transport=polling ──────────▶ │ a new session
 *     │ ◀─────────── 200  0{"sid":"a1…", …} ──────── │
 *     │ ── GET  …&sid=a1… ─────────────────────────▶ │ nothing to send: the poll waits in the Outbox
 *     │ ── POST …&sid=a1…   4hello ────────────────▶ │ PayloadReader, then EngineListener.onText("hello")
 *     │ ◀─────────── 200  ok ─────────────────────── │ ok: the next POST may come
 *     │ ◀─────────── 200  4hi␞2 ──────────────────── │ the waiting GET is answered: a message and a ping
 *     │ ── POST …&sid=a1…   3 ─────────────────────▶ │ a pong
 * }</pre>
 *
 * <p><b>Upgrade</b> ("Upgrade"). A polling session may move to a WebSocket. The client opens it with the session's id and probes
 * it, while the session goes on polling:
 *
 * <pre>{@code
 *   client                                          server
 *     │ ── WebSocket …&sid=a1… ────────────────────▶ │ Upgrade listens to it
 *     │ ── 2probe ─────────────────────────────────▶ │
 *     │ ◀────────────────────────────────── 3probe ─ │
 *     │ ◀─────────── 200  6 ──────────────────────── │ a waiting poll is answered with a noop: the client stops polling
 *     │ ── 5 ──────────────────────────────────────▶ │ WebSocketTransport listens from now on; what has waited in the
 *     │ ◀────────────────────────────────────── 4… ─ │ Outbox goes over the WebSocket
 * }</pre>
 *
 * <p><b>Revision 3</b>, which Socket.IO 1 and 2 speak, is admitted with {@code allowEIO3}. What differs in the bytes is behind
 * {@code Encoding}: a session has that of its client, {@code Revision4}, {@code Revision3}, or {@code Jsonp} for pages that can
 * only load scripts. And the client pings, not the server ({@code Heartbeats}, {@code Incoming}).
 *
 * <p><b>A request</b> is an {@link enchufe.engine.Exchange}, whoever hosts it: a loop of the public port, or a
 * {@code com.sun.net.httpserver.HttpServer} that the application has bound. {@link enchufe.engine.RequestFilter} sees it first,
 * {@code Verification} checks it in the order of Node's server, and {@code PollingTransport} answers it.
 *
 * <p><b>Threads.</b> A session is confined to its loop, an {@link enchufe.engine.EngineLoop}: its listener is called there, and
 * must not block. Any thread may send and close: only the {@code Outbox} is shared, under its own monitor. Requests come on any
 * thread. Writing to an HttpServer's exchange may block, so {@code ResponseWriters} have threads for it.
 *
 * <p><b>Errors.</b> A request that breaks a rule is refused with an {@link enchufe.http.HttpException}, in the words of
 * {@code EngineError}. A packet that breaks a rule is an {@code EngineException}, and {@code EngineSession.fail} turns it into a
 * {@link enchufe.engine.CloseReason}. If a listener throws, its session is closed.
 */
package enchufe.engine;
