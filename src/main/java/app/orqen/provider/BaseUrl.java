package app.orqen.provider;

/** How a base URL, as an operator or a caller writes it, and an endpoint's path become one URL. */
public final class BaseUrl {

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
    String version = path.startsWith("/v1/") ? "/v1" : "";
    return !version.isEmpty() && trimmed.endsWith(version)
        ? trimmed + path.substring(version.length())
        : trimmed + path;
  }
}
