/**
 * The server's certificate, and what it offers to clients that speak TLS. Knows no sockets: {@code enchufe.net} moves the bytes
 * through the engines that are made here.
 *
 * <p>Any thread may use these classes. Reading files blocks: never on a loop.
 */
package enchufe.tls;
