package app.orqen.json;

/** Where a string of a JSON text ends, without decoding it. */
public final class JsonString {

  private JsonString() {}

  /**
   * Returns the place behind the closing quotation mark of a string; the text's length when there is none.
   *
   * @param json UTF-8, in which bytes below 0x80 are characters of their own
   * @param start the place of the opening quotation mark
   */
  public static int end(byte[] json, int start) {
    for (int i = start + 1; i < json.length; i++) {
      if (json[i] == '"') {
        return i + 1;
      }
      if (json[i] == '\\') {
        i++; // The next character is escaped.
      }
    }
    return json.length;
  }
}
