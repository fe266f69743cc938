/**
 * JSON (RFC 8259) between UTF-8 bytes and plain Java values: a reader, a writer that agrees with {@code JSON.stringify}, and
 * the binding of read values to records. Pure functions of their arguments: no input, output, threads or clocks.
 */
package enchufe.json;
