package app.orqen.request;

import com.fasterxml.jackson.core.JsonToken;

/**
 * A top-level field of a JSON object, by the place of its bytes.
 *
 * @param keyStart offset of the name's opening quote
 * @param valueStart offset of the value's first byte
 * @param valueEnd offset behind the value's last byte
 * @param type the value's first token
 */
public record Field(String name, int keyStart, int valueStart, int valueEnd, JsonToken type) {}
