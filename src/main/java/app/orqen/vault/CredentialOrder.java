package app.orqen.vault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Puts an account's credentials for a provider in the order in which a request tries them. */
final class CredentialOrder {

  private CredentialOrder() {}

  /**
   * Returns the credentials that a request may try. The first one is drawn by weight, and so is each of the others. Those that should
   * be left out at the moment are not in the list, unless that leaves nothing: then it is the one whose time ends the soonest.
   *
   * @param all at least one
   * @param wanted tells the name of the one that comes first if it may be used at all, or null; not asked when there is only one
   */
  static List<StoredCredential> of(List<StoredCredential> all, Supplier<String> wanted, RandomGenerator random) {
    if (all.size() == 1) {
      return all;
    }
    List<StoredCredential> usable = new ArrayList<>(all.size());
    int weights = 0;
    for (StoredCredential one : all) {
      if (one.health().skippedFor() <= 0) {
        usable.add(one);
        weights += one.weight();
      }
    }
    if (usable.isEmpty()) {
      return List.of(soonest(all));
    }
    String first = wanted.get();
    List<StoredCredential> order = new ArrayList<>(usable.size());
    for (StoredCredential one : usable) {
      if (one.name().equals(first)) {
        order.add(one);
        weights -= one.weight();
      }
    }
    usable.removeAll(order);
    while (!usable.isEmpty()) {
      StoredCredential drawn = draw(usable, random.nextInt(weights));
      usable.remove(drawn);
      weights -= drawn.weight();
      order.add(drawn);
    }
    return order;
  }

  static StoredCredential soonest(List<StoredCredential> all) {
    return all.stream().min(Comparator.comparingLong(one -> one.health().skippedFor())).orElseThrow();
  }

  /** Returns the one in whose share of the weights a number falls. */
  private static StoredCredential draw(List<StoredCredential> all, int number) {
    int rest = number;
    for (StoredCredential one : all) {
      rest -= one.weight();
      if (rest < 0) {
        return one;
      }
    }
    throw new IllegalArgumentException("the weights are less than " + number);
  }
}
