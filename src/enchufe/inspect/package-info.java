/**
 * The inspector: a page that shows what the connections of a port send and receive, as it happens. Here the bytes are only
 * collected; the page, in {@code web}, takes them apart.
 *
 * <pre>
 *  connections ──▶ Inspector ──▶ WireLog ──▶ every 100 ms, while the pages read ──▶ Server.emit
 *                     └─ answers requests for the page's files
 * </pre>
 *
 * <p>Off, it does not exist, and connections have no observer. While nobody watches, nothing is collected.
 */
package enchufe.inspect;
