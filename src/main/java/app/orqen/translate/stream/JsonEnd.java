package app.orqen.translate.stream;

/** Notices where a JSON object ends, fragment by fragment. */
final class JsonEnd {

  private int depth;
  private boolean begun;
  private boolean inString;
  private boolean escaped;

  /** Returns whether the object or list is closed. */
  boolean reached() {
    return begun && depth == 0;
  }

  /** Takes the next fragment. */
  void scan(String fragment) {
    for (int i = 0; i < fragment.length(); i++) {
      char c = fragment.charAt(i);
      if (inString) {
        inString = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else if (c == '"') {
        inString = true;
      } else if (c == '{' || c == '[') {
        depth++;
        begun = true;
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
  }
}
