package enchufe.json;

/** An enum whose constants are sent as what their {@code toString} says. Others are sent by name. */
public interface SentAsText {}
