package enchufe.json;

import enchufe.log.Hints;
import enchufe.log.Log;
import enchufe.log.Quote;
import enchufe.log.SimilarName;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says which component of a record has not come, and what may have been meant for it. */
final class MissingMember {
    private static final int MOST_NAMES = 10;
    /** One for the JVM: it is about the application's records, of which each is bound for any server. */
    private static final Hints HINTS = new Hints(Log.of("enchufe"), "components of records that did not come");

    private MissingMember() {}

    /**
     * Checks a component that an object lacks. A primitive one must be there. Others become null; but if the object has a member
     * that is no component, this is pointed out once: its name may be wrong.
     *
     * @throws BindException if it is primitive
     */
    static void check(RecordShape shape, int index, Class<?> record, Map<?, ?> object) {
        String name = shape.name(index);
        Type type = shape.type(index);
        if (isPrimitive(type)) {
            throw new BindException(record.getSimpleName() + " misses " + missing(shape, object) + "; " + came(object), null);
        }
        boolean mayBeWrong = Generics.erase(type) != Optional.class && hasOthers(shape, object);
        if (!mayBeWrong || !HINTS.isDue(record.getName() + '.' + name)) {
            return;
        }
        String similar = SimilarName.of(name, unused(shape, object));
        boolean isFirst = HINTS.isDue(record.getName());        // of the record: what is unused may have been meant for that one
        if (similar == null && !isFirst) {
            return;
        }
        HINTS.say(record.getSimpleName() + " misses " + name + ", which is null now; " + came(object) + ": "
                + (similar != null ? "is " + Quote.of(similar) + " meant for it?" : "names must be those of the components"));
    }

    private static boolean isPrimitive(Type type) {
        return type instanceof Class<?> raw && raw.isPrimitive();
    }

    /** {@return all components that must be there and are not, and those that came under a similar name} */
    private static String missing(RecordShape shape, Map<?, ?> object) {
        Set<String> unused = unused(shape, object);
        var missing = new ArrayList<String>();
        for (int i = 0; i < shape.size(); i++) {
            String name = shape.name(i);
            String similar = object.containsKey(name) ? null : SimilarName.of(name, unused);
            if (!object.containsKey(name) && (similar != null || isPrimitive(shape.type(i)))) {
                String meant = similar == null ? "" : ": is " + Quote.of(similar) + " meant for it?";
                missing.add(name + " (" + Generics.erase(shape.type(i)).getSimpleName() + meant + ")");
            }
        }
        return String.join(", ", missing);
    }

    private static boolean hasOthers(RecordShape shape, Map<?, ?> object) {
        int known = 0;
        for (int i = 0; i < shape.size(); i++) {
            known += object.containsKey(shape.name(i)) ? 1 : 0;
        }
        return object.size() > known;
    }

    /** {@return the names of the members that are no components} */
    private static Set<String> unused(RecordShape shape, Map<?, ?> object) {
        var names = new TreeSet<String>();
        object.keySet().forEach(name -> names.add(String.valueOf(name)));
        for (int i = 0; i < shape.size(); i++) {
            names.remove(shape.name(i));
        }
        return names;
    }

    private static String came(Map<?, ?> object) {
        String names = object.keySet().stream().limit(MOST_NAMES).map(name -> Quote.of(String.valueOf(name)))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "nothing came" : "came: " + names + (object.size() > MOST_NAMES ? ", …" : "");
    }
}
