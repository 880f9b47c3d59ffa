package app.orqen.translate.wire;

/**
 * A path on which a surface takes model calls.
 *
 * @param template the path, with at most one variable part in braces, as {@code /model/{id}/converse}
 * @param operation what a call to it asks for
 * @param streamed whether the path itself asks for a stream; elsewhere a field of the body does
 */
public record SurfacePath(String template, Operation operation, boolean streamed) {

  /** Returns a path whose calls say in their body whether they want a stream. */
  public static SurfacePath of(String template, Operation operation) {
    return new SurfacePath(template, operation, false);
  }

  /** Returns whether a request's path is this one. */
  public boolean matches(String path) {
    int open = template.indexOf('{');
    return open < 0 ? template.equals(path) : variable(path) != null;
  }

  /** Returns the variable part of a path, as it is spelled there; null when the path isn't this one or has no such part. */
  public String variable(String path) {
    int open = template.indexOf('{');
    if (open < 0) {
      return null;
    }
    String behind = template.substring(template.indexOf('}') + 1);
    return path.length() > open + behind.length() && path.startsWith(prefix()) && path.endsWith(behind)
        ? path.substring(open, path.length() - behind.length()) : null;
  }

  /** Returns the part before the variable one, or the whole path. */
  public String prefix() {
    int open = template.indexOf('{');
    return open < 0 ? template : template.substring(0, open);
  }
}
