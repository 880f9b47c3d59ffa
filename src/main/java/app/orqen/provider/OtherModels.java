package app.orqen.provider;

import app.orqen.json.JsonScan;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * The fields by which an aggregator may answer with another model than the field {@code model} names: OpenRouter's {@code route}
 * and {@code preset} (https://openrouter.ai/docs/api-reference/overview), and {@code providerOptions.gateway.models} of
 * Vercel's AI Gateway (https://vercel.com/docs/ai-gateway). The field {@code models} is the gateway's own: it never reaches a provider.
 */
public final class OtherModels {

  private static final Set<String> FIELDS = Set.of("route", "preset");

  private OtherModels() {}

  /**
   * Refuses a request that has one of them.
   *
   * @throws GatewayException 400, which names the field
   */
  public static void refuse(BodyScan scan) {
    for (Field field : scan.fields()) {
      if (field.type() != JsonToken.VALUE_NULL && (FIELDS.contains(field.name()) || isGateway(scan, field))) {
        throw GatewayException.badRequest(ErrorCode.UNSUPPORTED_PARAMETER, field.name(), "This key may use only some models, so a "
            + "request can't leave the choice of another one to the provider. Leave '" + field.name() + "' out.");
      }
    }
  }

  private static boolean isGateway(BodyScan scan, Field field) {
    if (!field.name().equals("providerOptions") || field.type() != JsonToken.START_OBJECT) {
      return false;
    }
    try (JsonParser parser = JsonScan.parser(scan.body(), field.valueStart(), field.valueEnd() - field.valueStart())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean gateway = parser.currentName().equals("gateway");
        if (parser.nextToken() == JsonToken.START_OBJECT && gateway) {
          if (hasModels(parser)) {
            return true;
          }
        } else {
          parser.skipChildren();
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // The whole body was read before.
    }
  }

  /** Reads an object to its end, or to its field {@code models}. */
  private static boolean hasModels(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      if (parser.currentName().equals("models")) {
        return true;
      }
      parser.nextToken();
      parser.skipChildren();
    }
    return false;
  }
}
