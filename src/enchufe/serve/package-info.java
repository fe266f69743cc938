/**
 * What a server runs on, and what it serves besides Socket.IO: pages, files, the client script, plain WebSockets.
 *
 * <pre>{@code
 *                          ┌─ WebSocket ──▶ EngineServer, PeerEndpoint
 *     the public port ─────┼─ polling, ───▶ EngineHandler ──▶ EngineServer, ClientScript
 *     (net.HttpListener)   │  the script
 *                          └─ pages ──────▶ relay ──▶ the JDK's HttpServer, on loopback ──▶ PageRoutes ──▶ StaticFiles
 * }</pre>
 *
 * <p>{@link enchufe.serve.Host} puts this together, starts it and closes it. If the application gives it an {@code HttpServer} that
 * is bound already, that is the public port: polling and the client script are mounted on it, and there are no WebSockets.
 *
 * <p>Threads: pages have their own threads and may block. {@code EngineHandler} runs on the loops, or on the threads of a bound
 * {@code HttpServer}. {@link enchufe.serve.OriginRule} may be used from any thread.
 */
package enchufe.serve;
