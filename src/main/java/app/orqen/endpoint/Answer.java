package app.orqen.endpoint;

/**
 * A successful answer.
 *
 * @param body what Jackson writes as a JSON object
 */
public record Answer(int status, Object body) {

  /** Returns an answer with status 200. */
  public static Answer ok(Object body) {
    return new Answer(200, body);
  }

  /** Returns an answer with status 201. */
  public static Answer created(Object body) {
    return new Answer(201, body);
  }
}
