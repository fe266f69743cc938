/**
 * What a server runs on, and what it serves beside Socket.IO: pages, files, the client script, plain WebSockets.
 *
 * <pre>{@code
 *                          ┌─ WebSocket ──▶ EngineServer, PeerEndpoint
 *     the public port ─────┼─ polling, ───▶ EngineHandler ──▶ EngineServer, ClientScript
 *     (net.HttpListener)   │  the script
 *                          └─ pages ──────▶ relay ──▶ the JDK's HttpServer, on loopback ──▶ PageRoutes ──▶ StaticFiles
 * }</pre>
 *
 * <p>{@link enchufe.serve.Host} puts this together, begins it and ends it. If the application brings an {@code HttpServer} that is
 * bound already, that one is the public port: polling and the client script are mounted on it, and there are no WebSockets.
 *
 * <p>Threads: pages have threads of their own and may block. What {@code EngineHandler} does runs on the loops, or on those of a
 * bound {@code HttpServer}. {@link enchufe.serve.OriginRule} is asked on any thread.
 */
package enchufe.serve;
