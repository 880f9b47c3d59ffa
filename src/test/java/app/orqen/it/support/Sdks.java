package app.orqen.it.support;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;

/** The official clients, unmodified, pointed at a gateway with the first account's key; none retries by itself. */
public final class Sdks implements AutoCloseable {

  /** What AWS_BEARER_TOKEN_BEDROCK in the environment does. */
  public static final BedrockRuntimeAuthSchemeProvider BEARER = params ->
      List.of(AuthSchemeOption.builder().schemeId("smithy.api#httpBearerAuth").build());

  private static final StaticTokenProvider TOKEN = StaticTokenProvider.create(() -> Gateway.KEY);

  public final OpenAIClient openAi;
  public final AnthropicClient anthropic;
  public final BedrockRuntimeClient bedrock;
  public final BedrockRuntimeAsyncClient bedrockAsync;

  public Sdks(String url) {
    openAi = OpenAIOkHttpClient.builder().baseUrl(url + "/v1").apiKey(Gateway.KEY).maxRetries(0).build();
    anthropic = AnthropicOkHttpClient.builder().baseUrl(url).apiKey(Gateway.KEY).maxRetries(0).build();
    bedrock = BedrockRuntimeClient.builder().endpointOverride(URI.create(url)).region(Region.US_EAST_1)
        .tokenProvider(TOKEN).authSchemeProvider(BEARER).httpClient(UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(30)).build())
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1))).build();
    bedrockAsync = BedrockRuntimeAsyncClient.builder().endpointOverride(URI.create(url)).region(Region.US_EAST_1)
        .tokenProvider(TOKEN).authSchemeProvider(BEARER).httpClient(NettyNioAsyncHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(30)).build())
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1))).build();
  }

  @Override
  public void close() {
    openAi.close();
    anthropic.close();
    bedrock.close();
    bedrockAsync.close();
  }
}
