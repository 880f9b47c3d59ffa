package app.orqen.models;

import app.orqen.key.Principal;
import java.util.List;

/** Names that lead to one of several models, and are listed beside the models themselves. */
public interface ModelNames {

  /**
   * A name.
   *
   * @param models those that it may lead to for the caller, as {@code provider/model}
   * @param fitting whether each request gets a model that can do what it needs; else a request may come to any of them
   */
  record Name(String name, List<String> models, boolean fitting) {}

  /**
   * Returns the names that a caller can use now.
   *
   * @throws app.orqen.lookup.Remembered.UnavailableException when the database can't be asked
   */
  List<Name> of(Principal caller);
}
