package app.orqen.provider;

import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A value in a quirk's line: a number, true, false or null. Any other word is a string. */
record QuirkValue(String word, JsonNode value) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static QuirkValue of(String word) {
    try {
      JsonNode value = JSON.readTree(word);
      return new QuirkValue(word, value.isValueNode() ? value : TextNode.valueOf(word));
    } catch (JsonProcessingException e) {
      return new QuirkValue(word, TextNode.valueOf(word));
    }
  }

  /** Returns whether a field of a body has this value in any spelling, such as 0 and 0.0. */
  boolean isIn(BodyScan scan, Field field) {
    if (!field.type().isScalarValue()) {
      return false;
    }
    try {
      JsonNode there = JSON.readTree(scan.body(), field.valueStart(), field.valueEnd() - field.valueStart());
      return value.isNumber() && there.isNumber() ? value.doubleValue() == there.doubleValue() : value.equals(there);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] json() {
    return (value.isTextual() ? value.toString() : word).getBytes(StandardCharsets.UTF_8);
  }
}
