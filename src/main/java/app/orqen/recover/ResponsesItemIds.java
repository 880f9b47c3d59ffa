package app.orqen.recover;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The ids of output items of the Responses API, of all rounds. Providers may give an item of a later round the id of an earlier one. */
final class ResponsesItemIds {

  private final Set<String> taken = new HashSet<>();
  private final Map<String, String> idOf = new HashMap<>();
  private int round;

  /** Returns the id that the client gets for an item of this round; it is the item's own where no earlier round has it. */
  String of(String id) {
    return idOf.computeIfAbsent(id, given -> {
      String own = given;
      while (!taken.add(own)) {
        own += "_" + round;
      }
      return own;
    });
  }

  /** Prepares for the next answer. */
  void nextRound() {
    round++;
    idOf.clear();
  }
}
