package app.orqen.models;

import app.orqen.key.Principal;
import java.util.List;

/** Names that lead to one of several models, and are listed beside the models themselves. */
public interface ModelNames {

  /**
   * Returns the names that a caller can use now.
   *
   * @throws app.orqen.lookup.Remembered.UnavailableException when the database can't be asked
   */
  List<String> of(Principal caller);
}
