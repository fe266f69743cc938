/**
 * Socket.IO packets over an Engine.IO session: what lies between the session of one client and its sockets.
 *
 * <pre>{@code
 *     messages                     packets                       events, in each socket's order
 *  ──────────────▶ PacketReceiver ───────────▶ enchufe.Client ──────────────────────────────────▶ enchufe.Socket
 *   EngineSession                                  (a Link)                                            │
 *  ◀────────────────────────────────── Outgoing ◀──────────────────────────────────────────────────────┘
 * }</pre>
 *
 * <p>{@link enchufe.link.PacketReceiver} decodes what comes, and counts what is kept of it: events that wait for their listeners,
 * packets whose attachments are still to come, messages that are held back while too much waits in all.
 * {@link enchufe.link.Outgoing} is a packet on its way to clients, encoded once for all of them.
 *
 * <p>Threads: receiving is confined to the session's loop; sending may be done from any thread.
 */
package enchufe.link;
