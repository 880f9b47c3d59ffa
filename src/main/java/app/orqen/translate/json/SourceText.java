package app.orqen.translate.json;

import app.orqen.json.Surrogates;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A string of a body in its original spelling. It is decoded only when its text is asked for. */
public final class SourceText extends ValueNode {

  private final transient byte[] source;
  private final int from;
  private final int to;
  private transient String text;

  /** Keeps the string between two places, quotes included. */
  SourceText(byte[] source, int from, int to) {
    this.source = source;
    this.from = from;
    this.to = to;
  }

  void copyTo(JsonOut out) {
    if (Surrogates.isHalfEscaped(source, from, to)) {
      out.value(textValue());
    } else {
      out.copy(source, from, to);
    }
  }

  /** Returns the first byte in its spelling: a backslash if the first character is escaped. */
  public byte first() {
    return source[from + 1];
  }

  @Override
  public String textValue() {
    if (text == null) {
      try {
        text = Surrogates.mended(decode(source, from, to));
      } catch (IOException e) {
        throw new UncheckedIOException(e); // Cannot be: the parser has been over it.
      }
    }
    return text;
  }

  @Override
  public String asText() {
    return textValue();
  }

  @Override
  public JsonNodeType getNodeType() {
    return JsonNodeType.STRING;
  }

  @Override
  public JsonToken asToken() {
    return JsonToken.VALUE_STRING;
  }

  @Override
  public void serialize(JsonGenerator out, SerializerProvider provider) throws IOException {
    out.writeString(textValue());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNode node && node.isTextual() && textValue().equals(node.textValue());
  }

  @Override
  public int hashCode() {
    return textValue().hashCode();
  }

  private static String decode(byte[] source, int from, int to) throws IOException {
    for (int i = from + 1; i < to - 1; i++) {
      if (source[i] == '\\') {
        try (JsonParser parser = Json.FACTORY.createParser(source, from, to - from)) {
          parser.nextToken();
          return parser.getText();
        }
      }
    }
    return new String(source, from + 1, to - from - 2, StandardCharsets.UTF_8);
  }
}
