package app.orqen.recover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The response that the client gets of all rounds: the first one's id and time, the items of all, and the sum of their usage. */
final class JoinedResponse {

  private final ObjectNode usage = Trees.JSON.createObjectNode();
  private final ArrayNode items = Trees.JSON.createArrayNode();
  private ObjectNode head;

  /** Returns the items that the client has been shown, which can be changed. */
  ArrayNode items() {
    return items;
  }

  /** Returns whether the id and the time are known. */
  boolean isBegun() {
    return head != null;
  }

  /** Keeps the id and the time of a response. */
  void begin(JsonNode response) {
    head = Trees.JSON.createObjectNode();
    for (String name : new String[] {"id", "created_at"}) {
      if (response.has(name)) {
        head.set(name, response.get(name));
      }
    }
  }

  /** Gives a response the id and the time that the client knows. */
  void name(ObjectNode response) {
    if (head != null) {
      response.setAll(head);
    }
  }

  /** Adds what a round used. */
  void addUsage(JsonNode response) {
    if (response.path("usage").isObject()) {
      Trees.addNumbers(usage, response.get("usage"));
    }
  }

  /** Puts into the last round's response what the client gets of all of them, and returns it. */
  ObjectNode complete(ObjectNode response) {
    response.set("output", items);
    addUsage(response);
    if (response.path("usage").isObject()) {
      response.set("usage", usage);
    }
    name(response);
    return response;
  }
}
