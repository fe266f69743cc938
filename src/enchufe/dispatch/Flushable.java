package enchufe.dispatch;

/** Something that gathers output and writes it when told: a connection. */
public interface Flushable {
    /** Writes what has gathered, without blocking. May be called from any thread, also when there is nothing to write. */
    void flush();
}
