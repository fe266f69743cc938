/**
 * MessagePack (its specification, "Formats") between bytes and plain Java values: {@code null}, {@code Boolean}, {@code Long},
 * {@code Double}, {@code String}, {@code byte[]}, {@code List} and {@code Map}.
 *
 * <p>A value begins with a byte that says its type, and often its length or the value itself. The packet of an event, as
 * npm's {@code socket.io-msgpack-parser} writes it:
 *
 * <pre>{@code
 *  83                                     a map of 3 members
 *     a4 74 79 70 65                      "type"            a4: a string of 4 bytes
 *        02                               2                 small numbers are one byte
 *     a3 6e 73 70                         "nsp"
 *        a1 2f                            "/"
 *     a4 64 61 74 61                      "data"
 *        92                               a list of 2 values
 *           a5 70 68 6f 74 6f             "photo"
 *           c4 03 01 02 03                3 bytes: binary data needs no placeholder
 * }</pre>
 *
 * <p><b>Reading.</b> {@link enchufe.msgpack.MsgpackReader} does not recurse, limits the depth, and believes no length that the
 * message cannot have. <b>Writing.</b> {@link enchufe.msgpack.MsgpackWriter} writes the shortest form, and no extensions, since
 * libraries differ on those.
 *
 * <p><b>Threads.</b> Everything here is functions. <b>Errors.</b> What the peer does wrong is a
 * {@link enchufe.json.MalformedException}.
 */
package enchufe.msgpack;
