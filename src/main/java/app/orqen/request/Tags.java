package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.json.Surrogates;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The labels of a request's row: those of its key, of the header {@code x-orqen-tags}, and of the fields by which SDKs name their
 * user. There are at most 8; more are dropped in this order.
 */
final class Tags {

  private static final String HEADER = "x-orqen-tags";
  private static final int MOST = 8;
  private static final int LONGEST = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Tags() {}

  /**
   * Returns the labels of a request.
   *
   * @param ofKey those of its key
   * @throws GatewayException 400 when the header has a label of more than 60 characters
   */
  static List<String> of(List<String> ofKey, Inbound inbound, BodyScan scan) {
    boolean header = inbound.request().getHeader(HEADER) != null;
    if (ofKey.isEmpty() && !header && scan.field("user") == null && scan.field("metadata") == null) {
      return List.of();
    }
    Set<String> tags = new LinkedHashSet<>(ofKey);
    if (header) {
      ofHeader(inbound, tags);
    }
    Field user = scan.field("user");
    if (user != null) {
      add(tags, "user", read(scan, user));
    }
    Field metadata = scan.field("metadata");
    if (metadata != null) {
      read(scan, metadata).properties()
          .forEach(entry -> add(tags, entry.getKey().equals("user_id") ? "user" : entry.getKey(), entry.getValue()));
    }
    return tags.stream().limit(MOST).toList();
  }

  private static void ofHeader(Inbound inbound, Set<String> tags) {
    for (String line : Collections.list(inbound.request().getHeaders(HEADER))) {
      for (String part : line.split(",")) {
        String tag = clean(part.strip());
        if (tag.codePointCount(0, tag.length()) > LONGEST) {
          throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, HEADER,
              "A tag in the header " + HEADER + " may have at most " + LONGEST + " characters.");
        }
        if (!tag.isEmpty()) {
          tags.add(tag);
        }
      }
    }
  }

  private static void add(Set<String> tags, String name, JsonNode value) {
    String text = value.isValueNode() && !value.isNull() ? clean(value.asText()).strip() : "";
    if (!text.isEmpty()) {
      String tag = clean(name) + ":" + text;
      tags.add(tag.codePointCount(0, tag.length()) > LONGEST ? tag.substring(0, tag.offsetByCodePoints(0, LONGEST)) : tag);
    }
  }

  private static String clean(String text) {
    return !Surrogates.hasHalf(text) && text.chars().noneMatch(Character::isISOControl) ? text : text.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
  }

  private static JsonNode read(BodyScan scan, Field field) {
    try {
      return JSON.readTree(scan.body(), field.valueStart(), field.valueEnd() - field.valueStart());
    } catch (IOException e) {
      throw new UncheckedIOException("a scanned field isn't JSON", e);
    }
  }
}
