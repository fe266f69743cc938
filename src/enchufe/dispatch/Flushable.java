package enchufe.dispatch;

/** Something that collects output and writes it on request: a connection. */
public interface Flushable {
    /** Writes what was collected, without blocking. May be called from any thread, also if there is nothing to write. */
    void flush();
}
