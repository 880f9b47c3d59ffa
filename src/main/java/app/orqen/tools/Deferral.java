package app.orqen.tools;

/** Who holds tools back that the model is to see only when it searches for them. */
public enum Deferral {
  /** The client's marks pass as they are: its provider knows them, or may. */
  CLIENT,
  /** The target has no such search, so that the gateway holds back what the client marks with {@code defer_loading}. */
  GATEWAY,
  /** The provider does in place of pruning: what would be left out is marked for it. */
  PROVIDER
}
