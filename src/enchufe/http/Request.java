package enchufe.http;

/**
 * A complete HTTP request. The body is the content alone, without chunks, however it was sent.
 *
 * @param head the request line and the header fields, as they were sent
 * @param body the content, empty if there is none; not copied, so it must not be changed
 */
public record Request(RequestHead head, byte[] body) {}
