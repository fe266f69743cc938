package enchufe.json;

import enchufe.log.Quote;
import java.util.ArrayList;

/** A value, or something in it, is wrong. The message says where: {@code argument 0 of "say": users[3].name: …} */
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

    /** Adds a member's name to the path, while it passes the code that handles the object. {@return this} */
    ValueException withinMember(String name) {
        path.add("." + name);
        return this;
    }

    /** Adds an element's index to the path, while it passes the code that handles the array. {@return this} */
    ValueException withinElement(int index) {
        path.add("[" + index + "]");
        return this;
    }

    /** Sets what the whole value is, such as {@code argument 0 of "say"}: the message then begins with it. {@return this} */
    public ValueException in(String name) {
        where = name + ": ";
        return this;
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
        // The names may come from a client, and in a cycle the path is very long.
        return where + Quote.bare(whole.substring(whole.charAt(0) == '.' ? 1 : 0), LONGEST_PATH) + ": " + problem;
    }
}
