package app.orqen.translate.chat;

/**
 * How a client knows a tool whose name or form towards the provider differs from the client's own. Every provider is given plain
 * functions.
 *
 * @param kind which form a call of it has
 * @param namespace the group that the client has put the tool in, or null
 * @param name what the client calls it
 */
public record CalledAs(Kind kind, String namespace, String name) {

  /** The form of a call. */
  public enum Kind {
    /** Arguments in JSON. */
    FUNCTION,
    /** Free text. */
    CUSTOM,
    /** A search for more tools, which the client runs. */
    TOOL_SEARCH,
    /** One command of a shell, as a list of words. */
    LOCAL_SHELL,
    /** A list of shell commands. */
    SHELL,
    /** A change of one file. */
    APPLY_PATCH
  }

  /** The one property of the function that represents a tool of free text. */
  public static final String INPUT = "input";

  /** Returns the name of the function that represents it. */
  public String functionName() {
    return namespace == null ? name : namespace + "__" + name;
  }
}
