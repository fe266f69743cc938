package enchufe.http;

import java.nio.ByteBuffer;

/** A body as long as Content-Length says (RFC 9112 §6.2). */
final class FixedBody extends BodyReader {

    FixedBody(int length) {
        super(length);
    }

    @Override
    boolean read(ByteBuffer in) {
        content.append(in, Math.min(in.remaining(), content.room()));
        return content.room() == 0;
    }
}
