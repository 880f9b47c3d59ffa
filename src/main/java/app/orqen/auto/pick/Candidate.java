package app.orqen.auto.pick;

import app.orqen.catalogue.ModelFacts;
import app.orqen.catalogue.Prices;

/**
 * A model that an account can call.
 *
 * @param provider the provider's id, as a caller writes it
 * @param model the provider's name for the model
 * @param served the provider and the model as usage rows have them, with a slash between
 * @param prices those of its own row; {@link Prices#UNKNOWN} without one
 * @param tier how capable it is, 1 to 3
 * @param enabled whether the account leaves it to be picked
 * @param deployment whether its name is one that the account itself gives, so that it may not exist
 */
public record Candidate(String provider, String model, String served, ModelFacts facts, Prices prices, int tier, boolean enabled,
    boolean deployment) {

  /** Returns whether it is the model of a name as a caller writes it, which may be null. */
  boolean is(String name) {
    return name != null && name.length() == provider.length() + 1 + model.length() && name.startsWith(provider) && name.endsWith(model);
  }

  /** Returns the name that a caller writes. */
  public String id() {
    return provider + '/' + model;
  }
}
