package app.orqen.it.matrix;

import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** How one kind of provider says things. */
interface WireForm {

  ObjectMapper JSON = new ObjectMapper();
  String SECRET = "stored-canary-1234";
  String REGION = "eu-west-1";

  /** The model to ask for, with its provider. */
  String model();

  /** A whole answer. */
  byte[] whole(Reply reply);

  /** The beginning of a streamed answer: all text, and all calls but a piece of the last one's arguments where it has pieces. */
  byte[] begun(Reply reply);

  /** The rest of it. */
  byte[] ended(Reply reply);

  String streamType();

  /** Whether it tells the end by a stop sequence from any other. */
  default boolean knowsSequences() {
    return false;
  }

  /** What a stream begins with before its first content; empty where the first event has content. */
  byte[] opened();

  /**
   * An error as an event of a stream.
   *
   * @param later whether it comes behind {@link #opened()}
   */
  byte[] failed(Fault fault, boolean later);

  /** The body of an error. */
  String error(Fault fault);

  /** An error: status, headers and body. */
  void fail(Fault fault, StandIn.Wire to, String... headers) throws Exception;

  /** What the gateway sent. */
  Seen seen(JsonNode request);

  /** Fails unless the request carries the stored credential as this kind of provider wants it. */
  void authentic(StandIn.Request request) throws Exception;

  static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String data(Object value) {
    return "data: " + json(value) + "\n\n";
  }

  static String arguments(Reply.Call call) {
    return json(object("city", call.city()));
  }
}
