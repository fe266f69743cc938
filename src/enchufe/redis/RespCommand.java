package enchufe.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Commands as Redis reads them: RESP arrays of bulk strings. */
final class RespCommand {
    private static final byte[] END = {'\r', '\n'};

    private RespCommand() {}

    /**
     * {@return a command}
     *
     * @param parts its name and its arguments, each a {@code String} or {@code byte[]}
     */
    static byte[] of(Object... parts) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(("*" + parts.length + "\r\n").getBytes(UTF_8));
        for (Object part : parts) {
            byte[] bytes = part instanceof byte[] data ? data : part.toString().getBytes(UTF_8);
            out.writeBytes(("$" + bytes.length + "\r\n").getBytes(UTF_8));
            out.writeBytes(bytes);
            out.writeBytes(END);
        }
        return out.toByteArray();
    }
}
