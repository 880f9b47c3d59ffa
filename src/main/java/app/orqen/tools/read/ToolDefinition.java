package app.orqen.tools.read;

import java.util.List;

/**
 * One element of a request's tools, read once and then shared by every request that has the same bytes.
 *
 * @param names every name that the element states: usually one, and none for an MCP server, whose tools have their own
 * @param role what pruning may do with it
 * @param namespace whether it is a namespace, whose tools all have their names in {@code names}
 * @param deferred whether the client wants the model to see it only when it searches for it
 * @param search whether it is a search for deferred tools that the provider runs
 * @param exampleCuts where {@code x-orqen-examples} is in the element's bytes, to be cut before dispatch
 * @param length the element's length in bytes
 * @param text what the tool says about itself
 * @param words the same as lexical ranking reads it
 */
public record ToolDefinition(
    List<String> names,
    Role role,
    boolean namespace,
    boolean deferred,
    boolean search,
    List<ByteSpan> exampleCuts,
    int length,
    ToolText text,
    LexicalDocument words) {

  /** What pruning may do with an element. */
  public enum Role {
    /** A function that pruning may leave out. */
    PRUNABLE,
    /** Always forwarded: run by the provider, of an unknown kind, or not loaded into the context anyway. */
    FIXED,
    /** A function whose position in the provider's prompt cache the client relies on. */
    CACHE_MARKED,
    /** Not a tool but a mark between tools, that says the same. */
    CACHE_POINT
  }

  public String name() {
    return names.isEmpty() ? "" : names.get(0);
  }

  /** Returns whether it is one function that the client runs, which its name and description tell apart from others. */
  public boolean isFunction() {
    return names.size() == 1 && (role == Role.PRUNABLE || role == Role.CACHE_MARKED);
  }

  public boolean marksCache() {
    return role == Role.CACHE_MARKED || role == Role.CACHE_POINT;
  }
}
