package app.orqen.provider;

/** How a base URL, as an operator or a caller writes it, and an endpoint's path become one URL. */
public final class BaseUrl {

  private static final String VERSION = "/v1";

  private BaseUrl() {}

  /** Returns a URL without trailing slashes and blanks. */
  public static String trim(String url) {
    String trimmed = url.strip();
    int end = trimmed.length();
    while (end > 0 && trimmed.charAt(end - 1) == '/') {
      end--;
    }
    return trimmed.substring(0, end);
  }

  /**
   * Returns the URL of an endpoint. A base that already ends with the path stays as it is. A version at the end of the base
   * isn't repeated, so there is no {@code /v1/v1}.
   */
  public static String join(String base, String path) {
    String trimmed = trim(base);
    if (trimmed.endsWith(path)) {
      return trimmed;
    }
    boolean twice = path.startsWith(VERSION + '/') && trimmed.endsWith(VERSION);
    return trimmed + (twice ? path.substring(VERSION.length()) : path);
  }
}
