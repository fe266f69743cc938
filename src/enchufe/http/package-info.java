/**
 * HTTP/1.1 messages (RFC 9110, RFC 9112) without the network: bytes go in, requests come out, and responses become bytes.
 *
 * <p><b>From bytes to a request.</b> A {@link enchufe.http.RequestFramer} takes the bytes of a connection, cut anywhere.
 * {@code HeadReader} looks for the empty line that ends a head, {@code HeadParser} reads the lines before it, and
 * {@code BodyReader} or {@code ChunkedBody} collects the body. What comes out is a {@link enchufe.http.Request}: its target is a
 * path, and its body is the content alone. {@link enchufe.http.ResponseWriter} writes the answer. Pages are served by a second
 * server behind this one: {@link enchufe.http.RequestWriter} passes requests on to it, in one canonical form, and
 * {@link enchufe.http.ResponseFramer} follows its responses.
 *
 * <p><b>How strict it is.</b> If two servers can read a request in two ways, an attacker can hide a second request in it. So this
 * package refuses whatever leaves a doubt about where a message ends and what it means, and tolerates what the RFCs allow
 * without a doubt. A request that is refused ends its connection. Sections without a number before them are those of RFC 9112.
 *
 * <pre>
 *  refused with                                                                          section
 *  400      a line that does not end in CRLF; a CR or LF elsewhere                       §2.2
 *  400      a control character other than tab in the head                               RFC 9110 §5.5
 *  400      more than 10 empty lines before a request                                    §2.2
 *  400      a request line that is not method, target, version with one space between    §3
 *  400      a method that is not a token; CONNECT                                        RFC 9110 §9.1; §3.2.3
 *  400      a target that is neither a path nor an http URL; a path that begins with //  §3.2
 *  400      a user name in the target; a # in the target                                 RFC 9110 §4.2.4, §7.1
 *  400      a version in another form than HTTP/1.1 and HTTP/1.0                         §2.3
 *  505      another version of HTTP                                                      RFC 9110 §15.6.6
 *  400      a field name that is not a token; a space before the colon                   §5.1
 *  400      a field that is folded over several lines                                    §5.2
 *  400      HTTP/1.1 without Host; Host twice, or with what is not a host                §3.2
 *  414      a head over 16 KiB whose first line alone is too long                        §3
 *  431      a head over 16 KiB otherwise, or more than 100 fields; trailers too          RFC 6585 §5
 *  400      Transfer-Encoding with Content-Length, or in HTTP/1.0                        §6.1, §6.3
 *  400      Transfer-Encoding other than chunked, or twice                               §6.1, §6.3
 *  400      Content-Length other than digits, or twice                                   RFC 9110 §8.6; §6.3
 *  413      a body over the limit, announced or in chunks                                RFC 9110 §15.5.14
 *  417      Expect other than 100-continue                                               RFC 9110 §10.1.1
 *  400      a chunk that is not size, CRLF, data, CRLF; a size over 16 digits            §7.1
 *  413      chunk extensions over 16 KiB in one body                                     §7.1.1
 *  400      trailers that are not fields                                                 §7.1.2
 *
 *  tolerated                                                                             section
 *  up to 10 empty lines before a request                                                 §2.2
 *  a target that is a whole http URL: its host takes the place of the Host field         §3.2.2
 *  characters in a target that a URI must escape: they are escaped                       none: browsers send some
 *  an empty Host                                                                         §3.2
 *  spaces and tabs around a value, empty values, bytes from 0x80 in a value (Latin-1)    RFC 9110 §5.5
 *  zeros before a Content-Length or a chunk size                                         RFC 9110 §8.6; §7.1
 *  chunk extensions, also with space around them: ignored                                §7.1.1
 *  trailers: ignored                                                                     §7.1.2
 *  Expect in HTTP/1.0: ignored                                                           RFC 9110 §10.1.1
 * </pre>
 *
 * <p><b>Threads.</b> A framer belongs to one connection, and is confined to the thread that reads it. A
 * {@link enchufe.http.RefusalLog} may be used from any thread. Everything else is immutable, made for one call, or functions
 * whose only state is a cache of common strings and heads that all threads share without a lock.
 *
 * <p><b>Errors.</b> What the peer does wrong is an {@link enchufe.http.HttpException} with a status. What the caller does wrong
 * is an {@code IllegalArgumentException} or an {@code IllegalStateException}.
 */
package enchufe.http;
