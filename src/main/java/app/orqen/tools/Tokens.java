package app.orqen.tools;

import app.orqen.tools.read.ToolList.Element;
import java.util.List;

/** Estimates tokens from lengths: every tokenizer differs, and JSON of schemas has about four characters a token. */
final class Tokens {

  private static final int BYTES_A_TOKEN = 4;

  private Tokens() {}

  /** Returns about how many tokens a number of bytes is. */
  static long of(long bytes) {
    return bytes / BYTES_A_TOKEN;
  }

  /** Returns about how many tokens the tools' definitions are. */
  static long of(List<Element> elements) {
    return of(elements.stream().mapToLong(e -> e.span().length()).sum());
  }
}
