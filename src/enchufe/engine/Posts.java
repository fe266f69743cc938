package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import java.io.IOException;
import java.util.List;

/** Receives the POSTs of the sessions of one server ("HTTP long-polling", "Sending data"). For any thread. */
final class Posts {
    private static final Headers CLOSE = Headers.of(List.of("Connection", "close"));

    private final Sessions sessions;

    Posts(Sessions sessions) {
        this.sessions = sessions;
    }

    /** The head of a POST has come. */
    void begin(Exchange request, EngineSession session) {
        // "a client MUST NOT have more than one active POST request": 400, and the session is closed.
        if (!session.encoding().takes(PollingTransport.contentType(request)) || !session.polling().beginPost(request)) {
            session.close(CloseReason.TRANSPORT_ERROR);
            throw EngineError.BAD_REQUEST.refusal();
        }
        session.polling().watch(request);
        request.onBody(() -> receive(request, session));
    }

    private void receive(Exchange request, EngineSession session) {
        try {
            byte[] payload = request.body(sessions.options().maxHttpBufferSize());
            if (payload == null) {
                session.polling().endPost(request);
                reportTooLarge(request.peer());
                request.refuse(new HttpException(413, "more than maxHttpBufferSize", CLOSE, new byte[0]));
            } else {
                session.loop().run(() -> session.polling().post(payload, request));
            }
        } catch (IOException gone) {
            session.polling().onGone(request);
            request.refuse(EngineError.BAD_REQUEST.refusal());
        }
    }

    void reportTooLarge(Peer peer) {
        sessions.warn("maxHttpBufferSize", "a POST of " + peer.address() + " refused: 413, it is larger than maxHttpBufferSize ("
                + sessions.options().maxHttpBufferSize() + " bytes); raise it if such messages are meant to be sent");
    }
}
