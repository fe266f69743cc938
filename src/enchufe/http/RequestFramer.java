package enchufe.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts the bytes of a connection into requests (RFC 9112): bytes go in, complete requests come out.
 *
 * <pre>
 *            first byte               head complete,                body complete:
 *            of a head                a body is announced           a request
 *   idle ──────────────▶ in the head ─────────────────────▶ in the body ───────────▶ idle
 *                             │
 *                             └── head complete, no body: a request ───────────────▶ idle
 *
 *   in every state: a rule is broken or a limit exceeded ──▶ failed, for ever
 * </pre>
 *
 * <p>It is stricter than the RFC: a request that two servers could read in two ways is refused, so that what it passes on means
 * the same to every server. The package's description lists the rules. A refusal ends the connection, since nobody can tell
 * where the next request starts.
 *
 * <p>The input may be cut anywhere, and each byte is looked at once. Between requests the framer holds no buffer. It has no
 * clock: the code that reads the connection measures deadlines, with the help of {@link #isIdle} and {@link #isInBody}. Not
 * thread-safe.
 */
public final class RequestFramer {
    /** The most bytes of a request's head, from the method to the empty line; 414 or 431 beyond. */
    public static final int MAX_HEAD = 16 * 1024;
    /** The most header fields of a request; 431 beyond. */
    public static final int MAX_FIELDS = 100;

    /** The most empty lines before a request; 400 beyond. */
    public static final int MAX_EMPTY_LINES = 10;

    private static final String EMPTY_LINE = "\r\n";
    private static final byte[] NO_BODY = {};

    private final ToIntFunction<RequestHead> maxBody;
    private final HeadReader headReader = new HeadReader(414);
    private int emptyLines;             // before the next request, so far
    private RequestHead head;           // of the request whose body is being read, or null
    private BodyReader body;
    private boolean isHead;             // the method of the latest request; false until it is known
    private boolean awaitsContinue;
    private boolean failed;

    /**
     * Makes a framer for a new connection.
     *
     * @param maxBody gives the most bytes of a request's body; called once for each head that announces a body
     */
    public RequestFramer(ToIntFunction<RequestHead> maxBody) {
        this.maxBody = maxBody;
    }

    /**
     * Takes bytes up to the end of a request, and no more. The bytes after it stay in the buffer: they belong to the next
     * request, or to the protocol that the connection is upgraded to (RFC 9110 §7.8).
     *
     * @param in what has been read from the connection; a buffer with an accessible array
     * @return the request; null if it is not complete, and then the whole buffer has been taken
     * @throws HttpException if the request is malformed or over a limit: answer it, then close the connection
     * @throws IllegalStateException if this framer has thrown before
     */
    public Request next(ByteBuffer in) {
        if (failed) {
            throw new IllegalStateException("no request can follow one that was refused: close the connection");
        }
        try {
            return read(in);
        } catch (RuntimeException e) {
            failed = true;
            throw e;
        }
    }

    /** {@return whether nothing of the next request has come yet} */
    public boolean isIdle() {
        return head == null && headReader.isIdle();
    }

    /** {@return whether a head is complete and its body is not} */
    public boolean isInBody() {
        return head != null;
    }

    /** {@return the head of the request whose body is being read, to act before it is complete; null if there is none} */
    public RequestHead head() {
        return head;
    }

    /** {@return whether the latest request is a HEAD, to which responses have no content (RFC 9110 §9.3.2)} */
    public boolean isHead() {
        return isHead;
    }

    /** {@return how many bytes of memory the request that has come in part takes} */
    public int gatheredBytes() {
        return headReader.gatheredBytes() + (body == null ? 0 : body.content.capacity());
    }

    /**
     * {@return whether the client waits for {@code 100 Continue} before it sends the body (RFC 9110 §10.1.1)} Call
     * {@link #continued} once that is sent. It is false once the body has begun to come: that client does not wait.
     */
    public boolean awaitsContinue() {
        return awaitsContinue;
    }

    /** Notes that {@code 100 Continue} has been sent. */
    public void continued() {
        awaitsContinue = false;
    }

    private Request read(ByteBuffer in) {
        if (head == null) {
            isHead = false;
            head = readHead(in);
            if (head == null) {
                return null;
            }
            isHead = head.method().equals("HEAD");
            boolean waits = expectsContinue(head);
            body = BodyReader.of(head, maxBody);
            if (body == null) {
                return complete(NO_BODY);
            }
            awaitsContinue = waits;
        }
        if (in.hasRemaining()) {
            awaitsContinue = false;
        }
        return body.read(in) ? complete(body.content.toArray()) : null;
    }

    /** RFC 9112 §2.2: empty lines before a request line are skipped, since some clients send one after a body. */
    private RequestHead readHead(ByteBuffer in) {
        String text = headReader.read(in);
        while (EMPTY_LINE.equals(text)) {
            if (++emptyLines > MAX_EMPTY_LINES) {
                throw new HttpException(400, "more than " + MAX_EMPTY_LINES + " empty lines before a request");
            }
            text = headReader.read(in);
        }
        if (text == null) {
            return null;
        }
        emptyLines = 0;
        return HeadParser.parse(text);
    }

    private Request complete(byte[] content) {
        var request = new Request(head, content);
        head = null;
        body = null;
        return request;
    }

    /** RFC 9110 §10.1.1: {@code 100-continue} is the only expectation, and it is ignored in a request in HTTP/1.0. */
    private static boolean expectsContinue(RequestHead head) {
        if (head.headers().first("Expect") == null || head.version().equals("HTTP/1.0")) {
            return false;
        }
        List<String> expectations = head.headers().all("Expect");
        if (expectations.size() > 1 || !expectations.get(0).equalsIgnoreCase("100-continue")) {
            throw new HttpException(417, "an expectation other than 100-continue");
        }
        return true;
    }
}
