package app.orqen.tools;

import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.ToolList.Element;
import java.util.List;

/**
 * Which permitted tools to forward.
 *
 * @param forwarded the tools to forward, in this order
 * @param recovery by which the model can ask for the dropped ones, or null
 * @param failure why all are forwarded; null if nothing went wrong
 */
record Selection(
    List<Element> forwarded, List<Element> dropped, Routing routing, Recovery recovery, PruneFailure failure) {

  static Selection all(List<Element> permitted, PruneFailure failure) {
    return new Selection(permitted, List.of(), Routing.NONE, null, failure);
  }
}
