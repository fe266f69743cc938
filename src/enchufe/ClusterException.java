package enchufe;

/** Other servers of the cluster cannot be asked, or have not answered in time. The message says which answers have come. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Made by an {@link Adapter}.
     *
     * @param message what has happened
     */
    public ClusterException(String message) {
        super(message);
    }
}
