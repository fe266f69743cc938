package enchufe.json;

import enchufe.log.Quote;
import java.util.ArrayList;

/** Something is wrong with a value, or deep in it. The message tells where: {@code argument 0 of "say": users[3].name: …} */
public abstract class ValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_PATH = 80;

    private final String problem;
    private final ArrayList<String> path = new ArrayList<>();       // the innermost first
    private String where = "";

    ValueException(String problem, Throwable cause) {
        super(problem, cause);
        this.problem = problem;
    }

    /** Extends the path on the way out: who deals with an object knows the name of the member that failed. */
    void withinMember(String name) {
        path.add("." + name);
    }

    /** Extends the path on the way out: who deals with an array knows the index of the element that failed. */
    void withinElement(int index) {
        path.add("[" + index + "]");
    }

    /**
     * Says what the whole value is: the message then begins with that.
     *
     * @param name its name, such as {@code argument 0 of "say"}
     */
    public void in(String name) {
        where = name + ": ";
    }

    @Override
    public String getMessage() {
        if (path.isEmpty()) {
            return where + problem;
        }
        var whole = new StringBuilder();
        for (int i = path.size() - 1; i >= 0; i--) {
            whole.append(path.get(i));
        }
        // The names are a client's, perhaps, and of a cycle there is no end.
        return where + Quote.bare(whole.substring(whole.charAt(0) == '.' ? 1 : 0), LONGEST_PATH) + ": " + problem;
    }
}
