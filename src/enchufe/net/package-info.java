/**
 * The network: loops, the connections on them, and the relay to the HttpServer behind.
 *
 * <p><b>From a client to what serves it.</b> {@link enchufe.net.HttpListener} accepts connections and deals them to the
 * {@link enchufe.net.Loops}. A {@code Connection} reads and writes bytes, and its {@code ConnectionHandler} gives them a meaning:
 *
 * <pre>
 *                                                  ┌─ an upgrade ─▶ WebSocketConnection ─▶ a WebSocketListener
 *   Acceptor ─▶ Connection, on a Loop ─▶ HttpConnection ─ a handler ─▶ LoopExchange ─▶ EngineServer, for instance
 *                                                  └─ the rest ───▶ Relay ─▶ the HttpServer behind
 * </pre>
 *
 * <p><b>Reading.</b> A {@link enchufe.net.Loop} is one thread with one selector. All reads of a loop share one buffer, so a handler
 * uses all bytes or copies them before it returns. {@code HttpConnection} has the table of a connection's states. It ends as a
 * {@code WebSocketConnection}, for good, or as {@code Lingering}, which sends the last bytes and waits for the peer's FIN.
 *
 * <p><b>TLS.</b> On a port that speaks it, connections are {@code TlsConnection}s. Their first handler is {@code TlsGreeting}; an
 * {@code HttpConnection} takes over when the handshake is done. A {@code TlsChannel} stands between connection and socket, so that
 * handlers and queues see only what is decrypted. What takes long to calculate runs on the threads of {@code TlsPort}.
 *
 * <p><b>Writing.</b> Any thread adds to a connection's {@code OutboundQueue}. The thread that added writes at the end of its batch
 * of handlers, or the loop at the end of its turn: one write for each connection. The loop takes over only what the socket has not
 * accepted:
 *
 * <pre>
 *   any thread                                  the connection's loop
 *   send ─▶ OutboundQueue
 *   end of the batch ─▶ write ─▶ the socket
 *                         └─ not all ────────▶ waits for OP_WRITE ─▶ write ─▶ onDrained
 * </pre>
 *
 * <p>{@code HttpClients} counts what waits on connections that speak HTTP: it shares a budget with what waits for WebSockets.
 *
 * <p><b>The relay.</b> Pages are served by the JDK's HttpServer, on a loopback address. Each client that asks for pages has one
 * connection to it:
 *
 * <pre>
 *   client ◀──▶ front: Connection, HttpConnection ─ requests, rewritten ─▶ back: Connection, Relay ◀──▶ HttpServer
 *                         ▲                                                     │
 *                         └─────────────── responses as they are ───────────────┘
 * </pre>
 *
 * <p>When a client is slow, its relay stops reading from the HttpServer; when the client goes, the relay resets the back
 * connection, so that the handler's next write fails. {@code BackEnd} knows which client is behind which relay.
 *
 * <p><b>Time.</b> {@code ClientWatch} looks once a second whether a client keeps the {@link enchufe.net.HttpTimeouts}. A plain
 * WebSocket has the heartbeat of {@code Pulse}.
 *
 * <p><b>Threads.</b> Everything that belongs to a connection is confined to the connection's loop, except sending and closing,
 * which any thread may do. Nothing that runs on a loop may block, and no exception there ends the loop. A connection moves to
 * another loop when a request belongs to a session there.
 */
package enchufe.net;
