/**
 * The WebSocket protocol (RFC 6455) without the network: bytes and calls go in, events and bytes come out. A test needs no
 * socket, only arrays.
 *
 * <p><b>From a request to messages.</b> A WebSocket connection begins as an HTTP request.
 * {@link enchufe.websocket.OpeningHandshake} checks that request, a {@link enchufe.websocket.WebSocketEndpoint} admits the
 * client or refuses it, and the response 101 ends the part of HTTP. From then on both ends send frames.
 * {@link enchufe.websocket.WebSocketProtocol} takes the bytes that arrive: its {@code FrameReader} joins frames into messages,
 * which go to a {@link enchufe.websocket.WebSocketListener}; pings are answered, and close frames too. In the other direction a
 * {@link enchufe.websocket.Message} is framed once, and goes to every recipient as it is.
 *
 * <p><b>A frame</b> (RFC 6455 §5.2). The payload length is 0 to 125; or 126, and the length follows in 2 bytes; or 127, and it
 * follows in 8. What a client sends is masked, what a server sends is not (§5.1):
 *
 * <pre>
 *         byte 0                  byte 1             0, 2 or 8 bytes    0 or 4 bytes
 *  ┌───┬────┬────┬────┬────────┬──────┬────────────┬──────────────────┬──────────────┬─────────┐
 *  │FIN│RSV1│RSV2│RSV3│ opcode │ MASK │ payload    │ extended         │ masking key  │ payload │
 *  │   │    │    │    │ 4 bits │      │ len 7 bits │ payload length   │ if MASK is 1 │         │
 *  └───┴────┴────┴────┴────────┴──────┴────────────┴──────────────────┴──────────────┴─────────┘
 *
 *  81 05 48 65 6C 6C 6F                 a server's text "Hello": FIN, opcode 1; 5 bytes; the payload
 *  81 85 37 FA 21 3D 7F 9F 4D 51 58     the same from a client: MASK, 5 bytes; the masking key; the masked payload
 * </pre>
 *
 * <p>A message is one frame with FIN, or several: the first one has the opcode, the others are continuations, the last one has
 * FIN (§5.4). Control frames (close, ping, pong) may come between them (§5.5).
 *
 * <p><b>Compression</b> (RFC 7692), if both ends agree in the opening handshake: RSV1 in the first frame says that the message's
 * payload is compressed. {@code PerMessageDeflate} has all of it; what {@code FrameReader} gives to the listener is decompressed.
 *
 * <p><b>The closing handshake</b> (RFC 6455 §7). Each end sends one close frame and nothing after it; then the server ends the
 * TCP connection. The table of transitions is at {@link enchufe.websocket.WebSocketProtocol}:
 *
 * <pre>
 *           close(): a close frame                 the peer's close frame
 *           goes out                               arrives
 *   OPEN ────────────────────────────▶ CLOSING ────────────────────────────▶ CLOSED
 *    │                                    │                                    ▲
 *    │                                    └── the peer breaks a rule, ─────────┤
 *    │                                        or TCP ends                      │
 *    ├── the peer's close frame arrives, and is echoed ────────────────────────┤
 *    ├── the peer breaks a rule: a close frame says which kind ────────────────┤
 *    └── TCP ends ─────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p><b>Threads.</b> A {@code WebSocketProtocol} and its listener are confined to one thread, that of the connection's loop.
 * Endpoints are called on loop threads too, and must not block. A {@link enchufe.websocket.WebSocket}, a {@code Message} and an
 * {@link enchufe.websocket.OutboundBudget} may be used from any thread. Everything else is functions without state.
 *
 * <p><b>Errors.</b> What the peer does wrong is a {@link enchufe.websocket.ProtocolException} with a close code, and one method
 * of {@code WebSocketProtocol} turns it into a close frame. What the caller does wrong is an {@code IllegalArgumentException}.
 */
package enchufe.websocket;
