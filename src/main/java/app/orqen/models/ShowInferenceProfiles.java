package app.orqen.models;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.models.ConnectedModels.Listed;
import app.orqen.reply.GatewayException;
import app.orqen.reply.JsonReply;
import app.orqen.reply.ReadMethods;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.dao.DataAccessException;

/**
 * The step {@code showInferenceProfiles}: answers Bedrock's ListInferenceProfiles, by which Claude Code finds the names of models
 * when it is told to use Bedrock. The date of a model isn't known, so it is always the epoch.
 */
public final class ShowInferenceProfiles implements Processor {

  private static final String EPOCH = "1970-01-01T00:00:00Z";
  private static final String BEDROCK = "bedrock";
  private static final String ARN = "arn:aws:bedrock:us-east-1::";

  private final ConnectedModels connected;

  ShowInferenceProfiles(ConnectedModels connected) {
    this.connected = connected;
  }

  @Override
  public void process(Exchange exchange) {
    Principal principal = Principal.required(exchange);
    ReadMethods.require(Inbound.of(exchange));
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    ArrayNode profiles = list.putArray("inferenceProfileSummaries");
    try {
      connected.of(principal.accountId()).stream().filter(model -> model.provider().equals(BEDROCK) && principal.mayUse(model.id()))
          .forEach(model -> profile(profiles.addObject(), model));
    } catch (DataAccessException e) {
      throw GatewayException.authUnavailable();
    }
    JsonReply.set(exchange, 200, list.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void profile(ObjectNode profile, Listed model) {
    String id = model.id().substring(BEDROCK.length() + 1);
    profile.put("inferenceProfileName", id).put("inferenceProfileId", id).put("inferenceProfileArn", ARN + "inference-profile/" + id)
        .put("createdAt", EPOCH).put("updatedAt", EPOCH).put("status", "ACTIVE").put("type", "SYSTEM_DEFINED");
    profile.putArray("models").addObject().put("modelArn", ARN + "foundation-model/" + id.replaceFirst("^(us|us-gov|eu|apac|global|jp|au|ca)\\.", ""));
  }
}
