package app.orqen.routes;

/**
 * One thing that is wrong with the routes folder.
 *
 * @param file the name of the file in the folder; empty when the finding belongs to no single file
 * @param line the line in that file, counted from 1; 0 when it isn't known
 * @param what what is wrong, as a full sentence
 * @param hint what was probably meant or what to do, as one or more full sentences; empty when there is nothing to add
 */
public record Finding(String file, int line, String what, String hint) {

  static Finding of(String file, int line, String what, String hint) {
    return new Finding(file, line, what, hint);
  }

  /** Returns the finding as one line: {@code file:line: what hint}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line);
    }
    if (text.length() > 0) {
      text.append(": ");
    }
    text.append(what);
    return hint.isEmpty() ? text.toString() : text.append(' ').append(hint).toString();
  }
}
