package enchufe.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts the bytes of a connection into requests (RFC 9112): bytes in, complete requests out, and nothing else.
 *
 * <p>It is stricter than the RFC asks: a request that any two servers could read differently is refused, so that what it
 * passes means one thing to everybody. Whatever it refuses ends the connection, since nobody can tell where the next
 * request would start.
 *
 * <p>The input may be cut anywhere; each byte is looked at once. Between requests the framer holds no buffer. It keeps
 * no time: who reads the connection measures its deadlines by {@link #isIdle} and {@link #isInBody}. Not thread-safe.
 */
public final class RequestFramer {
    /** The bytes a request's head may have, from the method to the empty line (414 and 431 beyond). */
    public static final int MAX_HEAD = 16 * 1024;
    /** The header fields a request may have (431 beyond). */
    public static final int MAX_FIELDS = 100;

    /** The empty lines that may come before a request (400 beyond). */
    public static final int MAX_EMPTY_LINES = 10;

    private static final String EMPTY_LINE = "\r\n";
    private static final byte[] NO_BODY = {};

    private final ToIntFunction<RequestHead> maxBody;
    private final HeadReader headReader = new HeadReader(414);
    private int emptyLines;             // before the request that is awaited
    private RequestHead head;           // of the request whose body is being read
    private BodyReader body;
    private boolean awaitsContinue;
    private boolean failed;

    /**
     * Makes a framer for a new connection.
     *
     * @param maxBody the limit of a request's body in bytes, asked once for each head that announces a body
     */
    public RequestFramer(ToIntFunction<RequestHead> maxBody) {
        this.maxBody = maxBody;
    }

    /**
     * Takes bytes up to the end of a request, and no more: those of a following request, or of the protocol that an upgrade
     * leads to (RFC 9110 §7.8), stay in the buffer.
     *
     * @param in what has been read from the connection; a heap buffer with an accessible array
     * @return the request, or null if it is not complete: then all of the buffer is taken
     * @throws HttpException if the request is malformed or over a limit: it is to be answered and the connection closed
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

    /** {@return the head of the request whose body is coming, or null: for those who want to act before it has come} */
    public RequestHead head() {
        return head;
    }

    /** {@return the bytes that are kept of a request that is not complete} */
    public int gatheredBytes() {
        return headReader.gatheredBytes() + (body == null ? 0 : body.content.capacity());
    }

    /**
     * {@return whether the client waits for {@code 100 Continue} before it sends the body (RFC 9110 §10.1.1)} Call
     * {@link #continued} once that is sent. A client that did not wait needs no such answer.
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
            head = readHead(in);
            if (head == null) {
                return null;
            }
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

    /** RFC 9112 §2.2: empty lines before a request line are skipped; some clients send one after a body. */
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

    /** RFC 9110 §10.1.1: {@code 100-continue} is the only expectation there is, and HTTP/1.0 does not know it. */
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
