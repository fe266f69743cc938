package enchufe.packet;

import enchufe.json.PlainValues;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Replaces {@code {"_placeholder":true,"num":n}} in a payload by attachment n, at any depth. */
final class Placeholders {
    private Placeholders() {}

    /** Replaces the placeholders in a list, which is changed. It does not recurse, since the peer chooses the depth. */
    static void replace(List<Object> list, List<byte[]> attachments) {
        var containers = new ArrayDeque<Object>();
        containers.add(list);
        while (!containers.isEmpty()) {
            replaceElements(containers.pop(), containers, attachments);
        }
    }

    /** Replaces the placeholders among a container's elements, and adds its inner containers to {@code containers}. */
    @SuppressWarnings("unchecked")              // the reader makes no other lists and maps
    private static void replaceElements(Object container, Deque<Object> containers, List<byte[]> attachments) {
        if (container instanceof List) {
            var list = (List<Object>) container;
            for (int i = 0; i < list.size(); i++) {
                list.set(i, replaced(list.get(i), containers, attachments));
            }
        } else {
            for (Map.Entry<String, Object> member : ((Map<String, Object>) container).entrySet()) {
                member.setValue(replaced(member.getValue(), containers, attachments));
            }
        }
    }

    private static Object replaced(Object element, Deque<Object> containers, List<byte[]> attachments) {
        if (element instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("_placeholder"))) {
            return attachment(map.get("num"), attachments);
        }
        if (element instanceof Map || element instanceof List) {
            containers.push(element);
        }
        return element;
    }

    private static byte[] attachment(Object number, List<byte[]> attachments) {
        int index = (int) PlainValues.whole(number, attachments.size());
        if (index < 0) {
            throw new PacketException("a placeholder without an attachment of its number");
        }
        return attachments.get(index);
    }
}
