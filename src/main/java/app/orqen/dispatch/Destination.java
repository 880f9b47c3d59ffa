package app.orqen.dispatch;

import app.orqen.inbound.Inbound;
import app.orqen.provider.Address;
import app.orqen.provider.Provider;
import app.orqen.reply.GatewayException;
import app.orqen.request.Operation;
import app.orqen.translate.Wire;
import app.orqen.vault.Credential;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Where a call goes and the headers that depend on it, for providers whose route leaves the address to the gateway. */
final class Destination {

  private static final String ANTHROPIC_VERSION = "anthropic-version";
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

  private Destination() {}

  static void set(Message message, Provider.Target target, Outgoing outgoing, Credential credential) {
    Provider provider = target.provider();
    if (outgoing.conversation().translation() != null) {
      message.removeHeader("accept");
    }
    if (provider.wire() == Wire.ANTHROPIC && message.getHeader(ANTHROPIC_VERSION) == null) {
      message.setHeader(ANTHROPIC_VERSION, "2023-06-01");
    }
    Address address = provider.address();
    if (address == null) {
      return;
    }
    Map<String, String> values = new HashMap<>();
    values.put("model", target.model());
    values.put("version", credential.reveal("api_version"));
    if (provider.wire() == Wire.CONVERSE) {
      BedrockModel model = BedrockModel.parse(target.model());
      values.put("model", model.id());
      values.put("region", region(model, credential));
    }
    String url = base(address, provider, credential, values) + Address.fill(path(address, outgoing), values)
        + query(message, outgoing);
    message.removeHeaders("Camel*"); // what they say of the inbound request would change the address
    message.setHeader(Exchange.HTTP_URI, url);
    if (provider.wire() == Wire.CONVERSE) {
      AwsSigner.sign(message, url, values.get("region"), outgoing.slices(), credential);
    }
  }

  /** Anthropic's SDK says of its beta calls that they are, to Anthropic. */
  private static String query(Message message, Outgoing outgoing) {
    boolean beta = outgoing.conversation().provider() == Wire.ANTHROPIC && outgoing.conversation().translation() == null
        && "beta=true".equals(Inbound.of(message.getExchange()).request().getQueryString());
    return beta ? "?beta=true" : "";
  }

  private static String path(Address address, Outgoing outgoing) {
    if (outgoing.operation() == Operation.COUNT_TOKENS) {
      return address.countTokensPath();
    }
    return outgoing.stream() ? address.streamPath() : address.chatPath();
  }

  private static String base(Address address, Provider provider, Credential credential, Map<String, String> values) {
    String own = credential.reveal("api_base");
    if (own != null) {
      return own.replaceAll("/+$", "");
    }
    if (address.override() != null) {
      return address.override();
    }
    if (address.base().isEmpty()) {
      throw GatewayException.badRequest("provider_credentials_incomplete", "api_base",
          provider.title() + " needs an 'api_base' beside the key.");
    }
    return Address.fill(address.base(), values);
  }

  /** The model's own region wins: an ARN lives nowhere else. */
  private static String region(BedrockModel model, Credential credential) {
    String region = model.region() != null ? model.region() : credential.reveal("aws_region_name");
    if (region == null) {
      throw GatewayException.badRequest("provider_credentials_incomplete", "aws_region_name",
          "Amazon Bedrock needs 'aws_region_name', or a model such as 'bedrock/us-east-1/…'.");
    }
    if (!REGION.matcher(region).matches()) {
      throw GatewayException.badRequest("invalid_value", "aws_region_name", "'aws_region_name' is no AWS region.");
    }
    return region;
  }
}
