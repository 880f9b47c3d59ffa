package app.orqen.translate.framing;

/**
 * Takes what a parser of a stream hands out. What it throws ends the parsing, and reaches the caller that fed the parser.
 *
 * @param <T> an event or a frame
 * @param <E> what it throws; inferred, and a RuntimeException where nothing checked is thrown
 */
@FunctionalInterface
public interface Handler<T, E extends Exception> {

  /** Takes one item. */
  void accept(T item) throws E;
}
