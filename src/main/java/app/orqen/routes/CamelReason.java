package app.orqen.routes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;

/** Says in one line why Camel refused a route: its exceptions name the file in several ways, or not at all. */
final class CamelReason {

  private static final Pattern PLACE = Pattern.compile("([\\w.-]+\\.camel\\.yaml)(?:[^\\n]*?line[: ]+(\\d+)|:(\\d+))?");
  /** What camel-main says when a file and a Java route builder give the same id to a route. It names no file. */
  private static final Pattern DUPLICATE = Pattern.compile("Duplicate route ids detected: ([^,]+?)(?:,|\\. )");
  private static final Pattern LINE = Pattern.compile("line[: ]+(\\d+)");

  private CamelReason() {}

  static Finding finding(Throwable failure, Declarations all) {
    return finding(failure, all, "");
  }

  /**
   * Explains a failure.
   *
   * @param file the file that was loaded; empty when that isn't known
   */
  static Finding finding(Throwable failure, Declarations all, String file) {
    String id = routeId(failure);
    Declarations.Route route = id == null ? null
        : all.routes().stream().filter(one -> id.equals(one.id())).findFirst().orElse(null);
    String what = sentence(deepest(failure));
    String place = route != null ? route.file() : file;
    int line = 0;
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      String text = String.valueOf(cause.getMessage());
      Matcher matcher = PLACE.matcher(text);
      if (place.isEmpty() && matcher.find()) {
        place = matcher.group(1);
      }
      Matcher number = LINE.matcher(text);
      if (line == 0 && number.find()) {
        line = Integer.parseInt(number.group(1));
      }
    }
    if (line == 0 && route != null) {
      line = route.line();
    }
    return Finding.of(place, line, id == null ? what : "The route '" + id + "' can't be made: " + what, "");
  }

  /** Returns the finding when a failure is a route of the folder that has the id of one made in Java, or null. */
  static Finding madeInJava(Throwable failure, Declarations all) {
    Matcher duplicate = DUPLICATE.matcher(String.valueOf(deepest(failure).getMessage()));
    return !duplicate.find() ? null : all.routes().stream().filter(route -> duplicate.group(1).equals(route.id()))
        .map(IdCheck::alsoInJava).findFirst().orElse(null);
  }

  /** Returns the id of the route that a failure names, or null. */
  static String routeId(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      if (cause instanceof FailedToCreateRouteException create) {
        return create.getRouteId();
      }
      if (cause instanceof FailedToStartRouteException start) {
        return start.getRouteId();
      }
    }
    return null;
  }

  /** Returns the first lines of a message as one line that ends in a full stop. */
  private static String sentence(Throwable failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    String line = message.strip().replaceAll("\\s*\\n\\s*", " ").replaceAll(",? in file:.*", "")
        .replaceFirst("^Unknown node id: (\\S+)$", "'$1' isn't a step or key that Camel knows here");
    line = line.length() > 500 ? line.substring(0, 500) + "…" : line;
    return line.endsWith(".") ? line : line + ".";
  }

  private static Throwable deepest(Throwable failure) {
    Throwable cause = failure;
    while (next(cause) != null) {
      cause = next(cause);
    }
    return cause;
  }

  private static Throwable next(Throwable failure) {
    return failure.getCause() == failure ? null : failure.getCause();
  }
}
