package enchufe.engine;

/** An action that is scheduled for a time, once; see {@link EngineLoop#schedule}. */
public interface Alarm {
    /**
     * Cancels the action: the loop forgets it. May be called from any thread; on another thread than the loop, the action may
     * just be running.
     */
    void cancel();
}
