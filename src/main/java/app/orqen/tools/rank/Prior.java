package app.orqen.tools.rank;

/** What the calls of an account's earlier conversations say about a tool. */
@FunctionalInterface
public interface Prior {

  /** Says nothing. */
  Prior NONE = (other, tool) -> 0;

  /** Returns in which share of the conversations that called {@code other} the tool was called too, a little below the counted one. */
  double together(String other, String tool);
}
