package app.orqen.dashboard.requests;

/** Says why a provider's cache didn't have the beginning of a prompt. */
final class CacheBreakWords {

  private CacheBreakWords() {}

  /**
   * Returns a sentence without its full stop.
   *
   * @param who {@code client} or {@code gateway}
   * @param part the part of the prompt that changed, as a row has it
   */
  static String of(String who, String part) {
    return switch (part) {
      case "ttl" -> "The cache's time had passed, or another one was asked for";
      case "model" -> "The " + who + " called another model";
      case "credential" -> "The " + who + " used another credential";
      case "tools" -> who.equals("gateway") ? "Pruning chose other tools" : "The client sent other tools";
      case "system" -> "The client changed the instructions";
      default -> "The client changed " + part;
    };
  }
}
