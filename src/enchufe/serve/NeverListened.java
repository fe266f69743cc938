package enchufe.serve;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** Hosts that were made and have never listened: their programs end in silence, so this is said when the JVM ends. */
final class NeverListened {
    /** Weak: a host that nobody holds any more could not listen anyway, and must not be kept. */
    private static final Set<Host> HOSTS = Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(NeverListened::say, "enchufe-never-listened"));
        } catch (IllegalStateException e) {
            // The JVM ends already.
        }
    }

    private NeverListened() {}

    static void add(Host host) {
        HOSTS.add(host);
    }

    static void remove(Host host) {
        HOSTS.remove(host);
    }

    /** On System.err: the log may be closed by its own hook already. */
    private static void say() {
        if (!HOSTS.isEmpty()) {
            System.err.println("enchufe: the program ends, and its SocketIOServer never listened, so that no client could connect:"
                    + " call io.listen() at the end of main, and see whether an exception ended it before");
        }
    }
}
