package app.orqen.tools;

import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.ToolList.Element;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which permitted tools to forward.
 *
 * @param forwarded the tools to forward, in this order
 * @param deferred those of them to mark for the provider's own search; empty when there is nothing to mark
 * @param unmark whether the client's own marks for deferral go, and its provider's search with them
 * @param recovery by which the model can ask for the dropped ones, or null
 * @param wanted is told tools that the model turned out to want
 * @param called the tools that the conversation called before; null where nothing was to be ranked
 * @param failure why all are forwarded; null if nothing went wrong
 */
record Selection(
    List<Element> forwarded, List<Element> dropped, Set<Element> deferred, boolean unmark, Routing routing, Recovery recovery,
    Consumer<List<String>> wanted, Set<String> called, PruneFailure failure) {

  static Selection all(List<Element> permitted, PruneFailure failure) {
    return new Selection(permitted, List.of(), Set.of(), false, Routing.NONE, null, names -> { }, null, failure);
  }
}
