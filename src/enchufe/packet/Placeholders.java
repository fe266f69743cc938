package enchufe.packet;

import java.util.List;
import java.util.Map;

/** Puts attachments where the JSON has {@code {"_placeholder":true,"num":n}} in their place, however deep. */
final class Placeholders {
    private Placeholders() {}

    /** Replaces them within a list that nobody else knows yet. */
    static void replace(List<Object> list, List<byte[]> attachments) {
        for (int i = 0; i < list.size(); i++) {
            list.set(i, replaced(list.get(i), attachments));
        }
    }

    @SuppressWarnings("unchecked")              // the reader makes no other lists and maps
    private static Object replaced(Object value, List<byte[]> attachments) {
        if (value instanceof List<?> list) {
            replace((List<Object>) list, attachments);
        } else if (value instanceof Map<?, ?> map) {
            if (Boolean.TRUE.equals(map.get("_placeholder"))) {
                return attachment(map.get("num"), attachments);
            }
            for (Map.Entry<String, Object> member : ((Map<String, Object>) map).entrySet()) {
                member.setValue(replaced(member.getValue(), attachments));
            }
        }
        return value;
    }

    private static byte[] attachment(Object number, List<byte[]> attachments) {
        if (number instanceof Long index && index >= 0 && index < attachments.size()) {
            return attachments.get(index.intValue());
        }
        throw new PacketException("a placeholder without an attachment of its number");
    }
}
