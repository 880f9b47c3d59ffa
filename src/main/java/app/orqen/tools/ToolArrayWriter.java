package app.orqen.tools;

import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.ToolList;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Writes the list of tools that is forwarded, out of the bytes that the client sent. */
final class ToolArrayWriter {

  private ToolArrayWriter() {}

  static byte[] write(byte[] body, List<ToolList.Element> elements) {
    return write(body, elements, null, List.of());
  }

  /** Writes the client's tools with one of the gateway's own between them. {@code own} may be null. */
  static byte[] write(byte[] body, List<ToolList.Element> before, byte[] own, List<ToolList.Element> after) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('[');
    for (ToolList.Element element : before) {
      comma(out);
      writeElement(body, element, out);
    }
    if (own != null) {
      comma(out);
      out.writeBytes(own);
    }
    for (ToolList.Element element : after) {
      comma(out);
      writeElement(body, element, out);
    }
    out.write(']');
    return out.toByteArray();
  }

  private static void comma(ByteArrayOutputStream out) {
    if (out.size() > 1) {
      out.write(',');
    }
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
