package enchufe.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Locale;

/**
 * Follows the responses of the server behind this one, to know which requests it has answered. That server is trusted. The framer
 * looks for the end of each response (RFC 9112 §6) and changes nothing: the bytes go to the client as they are. The input may be
 * cut anywhere. Not thread-safe.
 *
 * <pre>
 *  part          ends with            next part
 *  STATUS_LINE   the line             FIELD; UNTIL_CLOSE if it is not a status line
 *  FIELD         an empty line        STATUS_LINE of the final response after a status 1xx;
 *                                     CONTENT, CHUNK_SIZE or UNTIL_CLOSE (§6.3); STATUS_LINE if there is no content
 *  CONTENT       its last byte        STATUS_LINE
 *  CHUNK_SIZE    the line             CHUNK; TRAILER if the size is 0; UNTIL_CLOSE if it is not a number
 *  CHUNK         its CRLF             CHUNK_SIZE
 *  TRAILER       an empty line        STATUS_LINE
 *  UNTIL_CLOSE   the connection       none
 * </pre>
 */
public final class ResponseFramer {
    /** What comes next. */
    private enum Part { STATUS_LINE, FIELD, CHUNK_SIZE, TRAILER, CONTENT, CHUNK, UNTIL_CLOSE }

    private static final int MAX_LINE = 256;            // characters of a line that are kept: only its beginning matters here

    private final ArrayDeque<RequestHead> unanswered = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private Part part = Part.STATUS_LINE;
    private boolean begun;                              // a part of a response has come
    private long left;                                  // bytes of the content, or of the chunk and its CRLF, that have not come
    private int status;
    private long length;                                // -1 if no field gives it
    private boolean chunked;
    private boolean closing;

    /** Makes a framer for a new connection. */
    public ResponseFramer() {}

    /**
     * Notes that a request has been sent.
     *
     * @param head the head of the request
     */
    public void expect(RequestHead head) {
        unanswered.add(head);
    }

    /**
     * Takes what the server has sent.
     *
     * @param in the bytes; all of them are taken
     */
    public void read(ByteBuffer in) {
        while (in.hasRemaining()) {
            switch (part) {
                case CONTENT, CHUNK -> skip(in);
                case UNTIL_CLOSE -> in.position(in.limit());
                default -> readLine(in);
            }
        }
    }

    /** {@return whether every request has been answered completely} */
    public boolean isIdle() {
        return unanswered.isEmpty() && !begun;
    }

    /** {@return whether a part of a response has come, and the rest has not} */
    public boolean isInResponse() {
        return begun;
    }

    /**
     * {@return whether more than some number of bytes of the current response have not come yet, or their number is not known}
     *
     * @param bytes the number
     */
    public boolean isLong(long bytes) {
        return switch (part) {
            case STATUS_LINE, FIELD -> false;
            case CONTENT -> left > bytes;
            default -> true;
        };
    }

    /** {@return the requests that have not been answered completely, in order} */
    public Collection<RequestHead> unanswered() {
        return unanswered;
    }

    /** {@return whether the server closes the connection: a response or its request has asked for that (RFC 9112 §9.6)} */
    public boolean isClosing() {
        return closing;
    }

    private void skip(ByteBuffer in) {
        int count = (int) Math.min(left, in.remaining());
        in.position(in.position() + count);
        left -= count;
        if (left == 0 && part == Part.CHUNK) {
            part = Part.CHUNK_SIZE;
        } else if (left == 0) {
            complete();
        }
    }

    private void readLine(ByteBuffer in) {
        begun = true;
        while (in.hasRemaining()) {
            char c = (char) (in.get() & 0xFF);
            if (c == '\n') {
                String text = line.toString().strip();
                line.setLength(0);
                endLine(text);
                return;
            }
            if (line.length() < MAX_LINE) {
                line.append(c);
            }
        }
    }

    private void endLine(String text) {
        switch (part) {
            case STATUS_LINE -> {
                status = (int) number(text.replaceFirst("^HTTP/1\\.\\d (\\d{3}).*", "$1"), 10);
                length = -1;
                chunked = false;
                part = status < 0 ? Part.UNTIL_CLOSE : Part.FIELD;
            }
            case FIELD -> {
                if (text.isEmpty()) {
                    endHead();
                } else {
                    field(text.toLowerCase(Locale.ROOT));
                }
            }
            case CHUNK_SIZE -> {
                long size = number(text.split(";", 2)[0].strip(), 16);
                left = size + 2;                                // RFC 9112 §7.1: a CRLF ends the chunk
                part = size > 0 ? Part.CHUNK : size == 0 ? Part.TRAILER : Part.UNTIL_CLOSE;
            }
            default -> {
                if (text.isEmpty()) {
                    complete();
                }
            }
        }
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String value = text.substring(colon + 1).strip();
        switch (text.substring(0, Math.max(0, colon))) {
            case "content-length" -> length = number(value, 10);
            case "transfer-encoding" -> chunked = value.endsWith("chunked");
            case "connection" -> closing |= value.matches("(.*,)?\\s*close\\s*(,.*)?");
            default -> { }
        }
    }

    /** Finds out how long the content is: the rules of RFC 9112 §6.3, in their order. */
    private void endHead() {
        if (status < 200) {                                     // RFC 9110 §15.2: the final response follows
            part = Part.STATUS_LINE;
            return;
        }
        boolean toHead = !unanswered.isEmpty() && unanswered.peek().method().equals("HEAD");
        if (toHead || status == 204 || status == 304) {
            complete();
        } else if (chunked) {
            part = Part.CHUNK_SIZE;
        } else if (length == 0) {
            complete();
        } else {
            left = length;
            part = length > 0 ? Part.CONTENT : Part.UNTIL_CLOSE;
        }
    }

    private void complete() {
        RequestHead answered = unanswered.poll();
        closing |= answered != null && !answered.keepsAlive();
        part = Part.STATUS_LINE;
        begun = false;
    }

    /** {@return the number, or -1 if the text is not one} */
    private static long number(String digits, int radix) {
        try {
            return digits.isEmpty() || digits.length() > 15 ? -1 : Long.parseLong(digits, radix);
        } catch (NumberFormatException none) {
            return -1;
        }
    }
}
