package app.orqen.json;

/** Finds the end of a string in a JSON text without decoding the string. */
public final class JsonString {

  private JsonString() {}

  /**
   * Returns the index of the byte after a string's closing quotation mark, or the text's length if the string is never closed.
   *
   * @param json a JSON text in UTF-8. The bytes of a character beyond ASCII are all 0x80 or above, so none looks like a quotation mark.
   * @param start the index of the opening quotation mark
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
