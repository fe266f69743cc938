package enchufe.engine;

/** What is to happen at a time, once; set by {@link EngineLoop#schedule}. */
public interface Alarm {
    /**
     * It is not to go off any more: the loop lets go of its action. May be called from any thread; on another one than the
     * loop, it may be going off just now.
     */
    void cancel();
}
