package enchufe.link;

import enchufe.engine.EngineOptions;
import enchufe.http.RequestHead;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is kept for one client beyond the usual. Most clients have none of it, and no such object. Confined to the client's loop.
 *
 * @param <S> a socket
 */
public final class Kept<S> {
    private final long headBytes;
    private final Set<S> leaving = new HashSet<>(4);
    private Lookups lookups;                    // null until the client wants a namespace that only a pattern may match

    /** Begins with the bytes of a request head on the heap; 0 if it has a usual size. */
    public Kept(long headBytes) {
        this.headBytes = headBytes;
    }

    /** {@return what is kept of a request head; null if it has a usual size} */
    public static <S> Kept<S> ofHead(RequestHead head) {
        var length = new AtomicInteger(head.target().length());
        head.headers().forEach((name, value) -> length.addAndGet(name.length() + value.length()));
        return length.get() > EngineOptions.SESSION_BYTES ? new Kept<>(length.get()) : null;        // else those include it
    }

    /** {@return the bytes of the request head on the heap, if it is long} */
    public long headBytes() {
        return headBytes;
    }

    /** {@return the sockets that have left their namespace, and whose listeners have not ended} */
    public Set<S> leaving() {
        return leaving;
    }

    /** {@return the namespaces that are being looked up, or null} */
    public Lookups lookups() {
        return lookups;
    }

    /** Sets what looks up namespaces. */
    public void lookups(Lookups begun) {
        lookups = begun;
    }
}
