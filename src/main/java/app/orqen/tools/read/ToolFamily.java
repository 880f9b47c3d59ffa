package app.orqen.tools.read;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tools that a provider runs have one name in key lists and in answers, while requests may use dated and preview names of the
 * same tool: {@code web_search_preview} and {@code web_search_2025_08_26} are {@code web_search} in an answer's items.
 */
public final class ToolFamily {

  private static final String DATE = "_20\\d\\d_?\\d\\d_?\\d\\d";
  private static final Pattern VARIANT = Pattern.compile("(web_search)(?:_preview)?(?:" + DATE + ")?"
      + "|(computer)(?:[_-]use[_-]preview)?(?:" + DATE + ")?|(code_execution|web_fetch)(?:" + DATE + ")");

  /** What a provider runs, or a client without a function's definition, because of the tool's type, whatever its name says. */
  private static final Set<String> BY_TYPE = Set.of("web_search", "file_search", "code_interpreter", "code_execution", "web_fetch",
      "computer", "image_generation", "local_shell", "shell", "apply_patch", "tool_search");

  private ToolFamily() {}

  /** Returns the one name of a tool's variants; the name itself when it isn't a variant. */
  public static String of(String name) {
    if (!name.startsWith("web_") && !name.startsWith("comp") && !name.startsWith("code_")) {
      return name;
    }
    Matcher variant = VARIANT.matcher(name);
    if (!variant.matches()) {
      return name;
    }
    for (int group = 1; group < variant.groupCount(); group++) {
      if (variant.group(group) != null) {
        return variant.group(group);
      }
    }
    return variant.group(variant.groupCount());
  }

  /** Returns whether a tool of this type does what the type says, so that a name beside it proves nothing. */
  static boolean isByType(String type) {
    return BY_TYPE.contains(of(type));
  }
}
