package enchufe.http;

/**
 * A complete HTTP request. Its body is no longer framed: whatever the sender used, {@code body} is the content alone.
 *
 * @param head the request line and the header fields, as they were sent
 * @param body the content, empty if there is none; not copied, so it must not be changed
 */
public record Request(RequestHead head, byte[] body) {}
