package app.orqen.tools;

import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.ToolList.Element;
import java.util.List;

/** Which permitted tools to forward, in which order; {@code failure} says why all were, null if nothing went wrong. */
record Selection(List<Element> forwarded, List<Element> dropped, Routing routing, PruneFailure failure) {

  static Selection all(List<Element> permitted, PruneFailure failure) {
    return new Selection(permitted, List.of(), Routing.NONE, failure);
  }
}
