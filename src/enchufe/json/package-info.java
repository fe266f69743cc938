/**
 * JSON (RFC 8259) between UTF-8 bytes and Java values.
 *
 * <pre>{@code
 *            JsonReader                                        JsonBinder
 *     bytes ───────────▶ Map, List, String, Long, Double, … ─────────────▶ records, enums, int, Set, …
 *
 *            JsonWriter
 *     bytes ◀─────────── any of these: records are written without the detour
 * }</pre>
 *
 * <p><b>Reading.</b> {@link enchufe.json.JsonReader} accepts exactly what {@code JSON.parse} accepts. It does not recurse, limits
 * the depth, and estimates what the values take on the heap. {@code Escapes} decodes strings with escapes; {@code EightBytes}
 * finds the end of those without.
 *
 * <p><b>Binding.</b> {@link enchufe.json.JsonBinder} turns what was read into the type that a listener asks for. A number that does
 * not fit that type is an error, never another number ({@code ExactNumbers}).
 *
 * <p><b>Writing.</b> {@link enchufe.json.JsonWriter} writes what {@code JSON.stringify} writes, byte for byte: {@code Quotes} does
 * the strings, {@code Doubles} the numbers. Binary data has no JSON form, so the caller says what is written in its place.
 *
 * <p><b>Threads.</b> A reader, a writer and a buffer are used by one thread at a time. Everything else is functions, and a cache of
 * record classes that all threads share. There is no input, output or clock here.
 *
 * <p><b>Errors.</b> If the peer sends malformed JSON, it is a {@link enchufe.json.MalformedException}; if a value has another type
 * than was asked for, a {@link enchufe.json.BindException}. If the caller sends what has no JSON form, it is an
 * {@link enchufe.json.UnsendableException}. The last two say where in the value the problem is.
 */
package enchufe.json;
