package enchufe.net;

import enchufe.websocket.WebSocketEndpoint;

/**
 * What serves WebSockets at a path.
 *
 * @param endpoint admits them
 * @param plain whose rules they are under; null for a protocol with rules of its own
 */
record WebSocketMount(WebSocketEndpoint endpoint, PlainWebSockets plain) {}
