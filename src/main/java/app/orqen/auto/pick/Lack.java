package app.orqen.auto.pick;

/** Why a model isn't picked, from the first thing that is looked at to the last. */
public enum Lack {
  KEY("this key may not use it", "may be used by this key"),
  PROVIDER("its provider isn't among the allowed ones of the preferences", "is of a provider that the preferences allow"),
  DISABLED("it is switched off", "is switched on"),
  ENDED("its provider has ended it", "is still offered by its provider"),
  UNPROVEN("no request to this deployment has succeeded yet", "is known to be deployed"),
  TOOLS("it isn't known to call tools", "calls tools"),
  VISION("it isn't known to take images", "takes images"),
  DOCUMENTS("it isn't known to take documents", "takes documents such as PDF files"),
  SCHEMA("it isn't known to hold an answer to a schema", "holds its answer to a JSON schema"),
  CONTEXT("its context window is too short", "has a context window that is long enough"),
  MAX_COST("it may cost more than the preferences allow", "costs at most the max_cost_usd of the preferences"),
  BUDGET("it may cost more than is left of a budget", "costs no more than what is left of the budgets");

  private final String why;
  private final String need;

  Lack(String why, String need) {
    this.why = why;
    this.need = need;
  }

  /** Returns why a model isn't picked, as the end of a sentence about it. */
  public String why() {
    return why;
  }

  /** Returns what a model would have to be, as the end of "a model that". */
  public String need() {
    return need;
  }
}
