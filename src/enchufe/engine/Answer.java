package enchufe.engine;

/** The response that a polling request still waits for: exactly one of the three is given. */
interface Answer {
    /** Answers a poll with a payload. */
    void payload(byte[] packets);

    /** Answers a POST: its packets have been received. */
    void ok();

    /** Refuses the request. */
    void refuse(EngineError error);
}
