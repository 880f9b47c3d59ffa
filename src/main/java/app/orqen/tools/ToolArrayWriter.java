package app.orqen.tools;

import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.ExampleCuts;
import app.orqen.tools.read.ToolList.Element;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Writes the list of tools that is forwarded, out of the bytes that the client sent.
 *
 * @param deferred the tools to mark for the provider's own search
 * @param unmark whether the client's own marks go, because nobody behind the gateway knows them
 */
record ToolArrayWriter(byte[] body, Set<Element> deferred, boolean unmark) {

  private static final byte[] MARK = ",\"defer_loading\":true}".getBytes(StandardCharsets.US_ASCII);

  /** Writes the client's tools with one of the gateway's own between them. {@code own} may be null. */
  byte[] write(List<Element> before, byte[] own, List<Element> after) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('[');
    for (Element element : before) {
      comma(out);
      writeElement(element, out);
    }
    if (own != null) {
      comma(out);
      out.writeBytes(own);
    }
    for (Element element : after) {
      comma(out);
      writeElement(element, out);
    }
    out.write(']');
    return out.toByteArray();
  }

  private static void comma(ByteArrayOutputStream out) {
    if (out.size() > 1) {
      out.write(',');
    }
  }

  private void writeElement(Element element, ByteArrayOutputStream out) {
    int base = element.span().start();
    int from = 0;
    boolean mark = deferred.contains(element);
    for (ByteSpan cut : mark || unmark && element.tool().deferred() ? cutsWithMarks(element) : element.tool().exampleCuts()) {
      out.write(body, base + from, cut.start() - from);
      from = cut.end();
    }
    int end = element.span().length() - (mark ? 1 : 0);
    out.write(body, base + from, end - from);
    if (mark) {
      out.writeBytes(MARK);
    }
  }

  private List<ByteSpan> cutsWithMarks(Element element) {
    try {
      return ExampleCuts.withMarks(body, element.span());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
