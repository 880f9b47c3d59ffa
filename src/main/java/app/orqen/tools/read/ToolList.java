package app.orqen.tools.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a request's list of tools, and remembers the tools that it has read before. */
public final class ToolList {

  /** One element of the list. */
  public record Element(ByteSpan span, ToolDefinition tool, ContentHash hash) {}

  private final Cache<ContentHash, ToolDefinition> known;

  public ToolList(int capacity) {
    this.known = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
  }

  /** Returns the elements of the array at {@code span}, or an empty list when there is null. */
  public List<Element> read(byte[] body, ByteSpan span) throws IOException {
    List<Element> elements = new ArrayList<>();
    try (JsonParser json = Json.parser(body, span)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.VALUE_NULL) {
        return elements;
      }
      if (first != JsonToken.START_ARRAY) {
        throw new IOException("not a list");
      }
      for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
        if (token == null) {
          throw new IOException("the list of tools has no end");
        }
        int start = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        json.finishToken();
        int end = (int) json.currentLocation().getByteOffset();
        elements.add(element(body, new ByteSpan(start + span.start(), end + span.start())));
      }
    }
    return elements;
  }

  private Element element(byte[] body, ByteSpan span) throws IOException {
    ContentHash hash = ContentHash.of(body, span);
    ToolDefinition tool = known.getIfPresent(hash);
    if (tool == null) {
      tool = ToolParser.parse(body, span);
      known.put(hash, tool);
    }
    return new Element(span, tool, hash);
  }
}
