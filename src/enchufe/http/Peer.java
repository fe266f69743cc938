package enchufe.http;

import java.net.InetSocketAddress;

/**
 * The client at the other end of a connection.
 *
 * @param address the client's address and port
 * @param secure whether the client came over TLS
 */
public record Peer(InetSocketAddress address, boolean secure) {}
