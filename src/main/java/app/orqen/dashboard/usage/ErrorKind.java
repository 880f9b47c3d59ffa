package app.orqen.dashboard.usage;

import com.fasterxml.jackson.databind.JsonNode;

/** How often one kind of error occurred. */
record ErrorKind(String code, String source, int status, long requests) {

  static ErrorKind of(JsonNode error) {
    return new ErrorKind(error.path("error_code").asText("unknown"), error.path("error_source").asText("gateway"),
        error.path("status").asInt(), error.path("requests").asLong());
  }
}
