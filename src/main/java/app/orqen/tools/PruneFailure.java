package app.orqen.tools;

/**
 * The reason why every permitted tool passed although there was something to prune.
 *
 * @param reason its kind
 * @param detail the exception's class, for the log; never a text of the request
 */
public record PruneFailure(Reason reason, String detail) {

  /** The kinds of failure. They are the values of a metric's label. */
  public enum Reason {
    /** The list of tools, or the conversation, can't be read. */
    UNREADABLE,
    /** Pruning took longer than its time budget. */
    TIME_BUDGET,
    /** Ranking threw. */
    RANKING
  }

  static PruneFailure of(Reason reason, Throwable cause) {
    return new PruneFailure(reason, cause.getClass().getSimpleName());
  }
}
