package app.orqen.tools;

import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.ToolList;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Writes the list of tools that is forwarded, out of the bytes that the client sent. */
final class ToolArrayWriter {

  private ToolArrayWriter() {}

  static byte[] write(byte[] body, List<ToolList.Element> elements) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('[');
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      writeElement(body, elements.get(i), out);
    }
    out.write(']');
    return out.toByteArray();
  }

  private static void writeElement(byte[] body, ToolList.Element element, ByteArrayOutputStream out) {
    int base = element.span().start();
    int from = 0;
    for (ByteSpan cut : element.tool().exampleCuts()) {
      out.write(body, base + from, cut.start() - from);
      from = cut.end();
    }
    out.write(body, base + from, element.span().length() - from);
  }
}
