package app.orqen.dispatch.address;

import app.orqen.credential.CredentialField;
import app.orqen.inbound.Inbound;
import app.orqen.provider.Address;
import app.orqen.provider.BaseUrl;
import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.reply.HeaderPolicy;
import app.orqen.state.StoredPath;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.vault.Credential;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Where a call goes and the headers that depend on it, for providers whose route leaves the address to the gateway. */
public final class Destination {

  private static final String ANTHROPIC_VERSION = "anthropic-version";
  private static final String LOCATION = CredentialField.VERTEX_LOCATION.field();
  private static final String AWS_REGION = CredentialField.AWS_REGION_NAME.field();
  /** Where Bedrock has InvokeModel. */
  private static final String INVOKE = "/model/{model}/invoke";
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

  private Destination() {}

  /**
   * What a call asks for, as far as the address depends on it.
   *
   * @param stream whether the answer is streamed
   * @param translated whether the surface and the provider speak different wires
   * @param wire what the provider is spoken to in
   */
  public record Wanted(Operation operation, boolean stream, boolean translated, ProviderWire wire) {}

  /**
   * Sets the address and the headers that depend on it.
   *
   * @throws GatewayException 400 when the credential does not tell enough for an address
   */
  public static void set(Message message, Provider.Target target, Wanted wanted, Credential credential) {
    Provider provider = target.provider();
    if (wanted.translated()) {
      message.removeHeader("accept");
    }
    if (provider.wire() != WireRegistry.ANTHROPIC) {
      HeaderPolicy.removeHeaders(message, HeaderPolicy.ANTHROPICS);
    } else if (message.getHeader(ANTHROPIC_VERSION) == null) {
      message.setHeader(ANTHROPIC_VERSION, "2023-06-01");
    }
    Address address = provider.address();
    if (address == null) {
      if (wanted.operation().isPassed()) {
        String own = credential.reveal(CredentialField.API_BASE);
        lead(message, passed(provider, own == null ? provider.base() : own, wanted.operation(), message));
      }
      return;
    }
    Map<String, String> values = new HashMap<>();
    values.put("model", target.model());
    values.put("version", credential.reveal(CredentialField.API_VERSION));
    if (provider.required().contains(AWS_REGION)) {
      amazon(values, target, wanted, credential);
    }
    if (provider.required().contains(LOCATION)) {
      google(values, credential);
    }
    String base = base(address, provider, credential, values);
    String path = path(provider, wanted);
    String url = wanted.operation().isPassed() ? Address.fill(passed(provider, base, wanted.operation(), message), values)
        : base + Address.fill(path, values) + query(path, message, wanted);
    lead(message, url);
    if (provider.wire() == WireRegistry.CONVERSE) {
      new AwsDestination(url, values.get("region"), values.get("model"), credential.reveal(CredentialField.API_BASE) != null)
          .attach(message.getExchange());
    }
  }

  /** Returns the URL of what passes as it is, with the query that a call about a stored response has. */
  private static String passed(Provider provider, String base, Operation operation, Message message) {
    if (!operation.isOfResponses()) {
      return provider.paths().url(base, operation);
    }
    StoredPath stored = StoredPath.of(message.getExchange());
    return BaseUrl.join(base, provider.responsesPath() + (stored == null ? "/compact" : stored.tail()));
  }

  private static void lead(Message message, String url) {
    HeaderPolicy.removeHeaders(message, "Camel"); // what they say of the inbound request would change the address
    message.setHeader(Exchange.HTTP_URI, url);
    StoredPath stored = StoredPath.of(message.getExchange());
    if (stored != null) {
      message.setHeader(Exchange.HTTP_METHOD, stored.method());
    }
  }

  private static void amazon(Map<String, String> values, Provider.Target target, Wanted wanted, Credential credential) {
    BedrockModel model = BedrockModel.parse(target.model());
    String region = region(model, credential);
    values.put("region", region);
    values.put("amazonaws", BedrockModel.domain(region));
    boolean count = wanted.operation() == Operation.COUNT_TOKENS;
    values.put("model", count ? BedrockModel.foundation(target.baseModel() == null ? model.id() : target.baseModel())
        : model.id());
  }

  private static void google(Map<String, String> values, Credential credential) {
    String location = credential.reveal(CredentialField.VERTEX_LOCATION);
    if (!REGION.matcher(location).matches()) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, LOCATION, "'vertex_location' isn't a location of Google Cloud, such as 'us-central1' or 'global'.");
    }
    values.put("project", credential.reveal(CredentialField.VERTEX_PROJECT));
    values.put("location", location);
    values.put("host", location.equals("global") ? "aiplatform.googleapis.com" : location + "-aiplatform.googleapis.com");
  }

  /**
   * Returns the query. Anthropic's SDK adds {@code beta=true} to its beta calls, and Google's endpoints refuse parameters that
   * they don't know.
   */
  private static String query(String path, Message message, Wanted wanted) {
    boolean beta = path.contains("/v1/messages") && !wanted.translated()
        && "beta=true".equals(Inbound.of(message.getExchange()).request().getQueryString());
    return beta ? "?beta=true" : "";
  }

  private static String path(Provider provider, Wanted wanted) {
    Address address = provider.address();
    if (wanted.wire() == WireRegistry.RESPONSES && provider.responsesPath() != null) {
      return wanted.operation() == Operation.COUNT_TOKENS ? provider.responsesPath() + "/input_tokens" : provider.responsesPath();
    }
    if (wanted.operation() == Operation.COUNT_TOKENS) {
      return address.countTokensPath();
    }
    if (wanted.operation() == Operation.EMBEDDINGS) {
      return address.embeddingsPath();
    }
    if (wanted.wire() == WireRegistry.INVOKE) {
      return wanted.stream() ? INVOKE + "-with-response-stream" : INVOKE;
    }
    return wanted.stream() ? address.streamPath() : address.chatPath();
  }

  private static String base(Address address, Provider provider, Credential credential, Map<String, String> values) {
    String own = credential.reveal(CredentialField.API_BASE);
    if (own != null) {
      return address.trimmed(own);
    }
    if (address.override() != null) {
      return address.trimmed(address.override());
    }
    if (address.base().isEmpty()) {
      throw GatewayException.badRequest(ErrorCode.PROVIDER_CREDENTIALS_INCOMPLETE, "api_base",
          provider.title() + " needs an 'api_base' as well as the key.");
    }
    return Address.fill(address.base(), values);
  }

  /** Returns the region. The model's own region wins, since an ARN exists in one region only. */
  private static String region(BedrockModel model, Credential credential) {
    String region = model.region() != null ? model.region() : credential.reveal(CredentialField.AWS_REGION_NAME);
    if (region == null) {
      throw GatewayException.badRequest(ErrorCode.PROVIDER_CREDENTIALS_INCOMPLETE, AWS_REGION,
          "Amazon Bedrock needs 'aws_region_name', or a model such as 'bedrock/us-east-1/…'.");
    }
    if (!REGION.matcher(region).matches()) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, AWS_REGION,
          "'aws_region_name' isn't an AWS region, such as 'us-east-1'.");
    }
    return region;
  }
}
