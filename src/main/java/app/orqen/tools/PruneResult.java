package app.orqen.tools;

import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.ByteSpan;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What to do with a request's tools, and what to record about it.
 *
 * @param change how the body changes
 * @param span which bytes of the body {@code replacement} takes the place of; null unless {@link Change#REPLACED}
 * @param replacement a JSON array; null unless {@link Change#REPLACED}
 * @param routing what ranked the tools
 * @param toolsIn how many tools the client sent
 * @param forwarded names of the tools that go to the provider, in their order there
 * @param dropped names that pruning left out, in the client's order
 * @param denied names that the key's boundary left out, in the client's order
 * @param wouldDrop in shadow mode: names that pruning would have left out
 * @param toolsOut how many tools go to the provider
 * @param tokensSaved about how many tokens the tools left out would have cost
 * @param choiceDenied the tool that {@code tool_choice} names although the key's boundary refuses it; null when it names no such tool
 * @param recovery by which the model can ask for the tools that were left out; null when it can't, or when no tool was left out
 * @param seen the functions that the client sent and the key's boundary permits, in the client's order
 * @param namespaced the full names of all tools in the namespaces that go to the provider
 * @param searches whether the provider searches the tools in place of pruning, by a tool that the gateway added
 * @param unmarked the list without that search, for another target that lacks it; null unless {@code searches}
 * @param wanted is told tools that the model turned out to want, so that the rest of the conversation has them
 * @param called the tools that the conversation called before; null where nothing was to be ranked
 * @param failure why everything passed although there was something to prune; null when nothing went wrong
 */
public record PruneResult(
    Change change,
    ByteSpan span,
    byte[] replacement,
    Routing routing,
    int toolsIn,
    int toolsOut,
    List<String> forwarded,
    List<String> dropped,
    List<String> denied,
    List<String> wouldDrop,
    long tokensSaved,
    String choiceDenied,
    Recovery recovery,
    List<SeenTool> seen,
    List<String> namespaced,
    boolean searches,
    byte[] unmarked,
    Consumer<List<String>> wanted,
    Set<String> called,
    PruneFailure failure) {

  /** How the body changes. */
  public enum Change {
    /** Not at all. */
    UNCHANGED,
    /** {@link #replacement()} takes the place of {@link #span()}. */
    REPLACED,
    /**
     * The boundary leaves no tool. Providers refuse an empty list, so the member goes ({@code tools}, or {@code
     * toolConfig} for Converse), and {@code tool_choice} and {@code parallel_tool_calls} with it.
     */
    REMOVED
  }

  /** Returns the names that ranking and rules kept: {@link #forwarded()}, in shadow mode without {@link #wouldDrop()}. */
  public List<String> kept() {
    Set<String> left = Set.copyOf(wouldDrop);
    return left.isEmpty() ? forwarded : forwarded.stream().filter(name -> !left.contains(name)).toList();
  }

  /** Returns the share of the client's tools that isn't forwarded, between 0 and 1. */
  public double pruneRatio() {
    return toolsIn == 0 ? 0 : (toolsIn - toolsOut) / (double) toolsIn;
  }

  /** Returns the value of {@code x-orqen-prune-ratio}. */
  public String pruneRatioHeader() {
    return String.format(Locale.ROOT, "%.2f", pruneRatio());
  }
}
