/**
 * Socket.IO packets over an Engine.IO session: what is between the session of one client and its sockets.
 *
 * <pre>{@code
 *     messages                     packets                       events, in each socket's order
 *  ──────────────▶ PacketReceiver ───────────▶ enchufe.Client ──────────────────────────────────▶ enchufe.Socket
 *   EngineSession                                  (a Link)                                            │
 *  ◀────────────────────────────────── Outgoing ◀──────────────────────────────────────────────────────┘
 * }</pre>
 *
 * <p>{@link enchufe.link.PacketReceiver} decodes messages, and counts what takes memory: events that wait for their listeners,
 * packets whose attachments have not arrived yet, and messages that are held back while the events of all clients take too much.
 * {@link enchufe.link.Credentials} count for as long as their socket, which may end later than its client.
 * {@link enchufe.link.Outgoing} is a packet on its way to clients, encoded once for all recipients.
 *
 * <p>{@link enchufe.link.Recovery} keeps for a while what was sent, and the sockets of clients that were cut off; only with the
 * option of that name; {@link enchufe.link.Recoverable} is a socket's part of it.
 *
 * <p>{@link enchufe.link.PendingAck} waits for one acknowledgement of one socket, {@link enchufe.link.RecipientAcks} for those of a
 * broadcast.
 *
 * <p>Threads: receiving is confined to the session's loop; any thread may send.
 */
package enchufe.link;
