package app.orqen.tools;

/**
 * Something that makes a tool hard to choose for a model.
 *
 * @param code which kind
 * @param count how many parameters it is about; 0 where it is about the description
 */
public record ToolIssue(Code code, int count) {

  /** The kinds, with their names in docs/api.md in lower case. */
  public enum Code {
    /** There is no description. */
    MISSING_DESCRIPTION,
    /** The description has fewer than eight words. */
    SHORT_DESCRIPTION,
    /** The description says no more than the name. */
    RESTATES_NAME,
    /** The description begins with a verb such as "handle", and doesn't go into detail. */
    VAGUE_VERB,
    /** Parameters have no description. */
    UNDOCUMENTED_PARAMETER,
    /** Another tool of the same list has nearly the same words. */
    INTERCHANGEABLE
  }

  static ToolIssue of(Code code) {
    return new ToolIssue(code, 0);
  }
}
