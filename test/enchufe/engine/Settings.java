package enchufe.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Options of which some differ from the defaults. */
final class Settings {
    private Settings() {}

    /** {@return options with some values: name, value, name, value, …} */
    static EngineOptions with(Object... namesAndValues) {
        RecordComponent[] all = EngineOptions.class.getRecordComponents();
        var values = new Object[all.length];
        try {
            for (int i = 0; i < all.length; i++) {
                int given = Arrays.asList(namesAndValues).indexOf(all[i].getName());
                values[i] = given < 0 ? all[i].getAccessor().invoke(EngineOptions.DEFAULT) : namesAndValues[given + 1];
            }
            Class<?>[] types = Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return EngineOptions.class.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
