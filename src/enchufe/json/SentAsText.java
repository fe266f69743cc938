package enchufe.json;

/** Marks an enum whose constants are sent as their {@code toString()}. Other enums are sent by name. */
public interface SentAsText {}
