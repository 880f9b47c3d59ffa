package app.orqen.dispatch.bedrock;

import org.apache.camel.CamelContext;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;

/** Makes the clients that the component calls: one for all accounts, which brings nothing of this machine's settings along. */
final class BedrockClients {

  private BedrockClients() {}

  /** Makes the client for plain calls. Each request names its own address, region and credential. */
  static BedrockRuntimeClient plain(CamelContext camel, int maxAnswerBytes) {
    return BedrockRuntimeClient.builder()
        .httpClient(new BedrockHttp(camel, maxAnswerBytes))
        .region(Region.AWS_GLOBAL)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .authSchemeProvider(BedrockRuntimeAuthSchemeProvider.defaultProvider())
        .defaultsMode(DefaultsMode.LEGACY)
        .overrideConfiguration(client -> client
            .retryStrategy(AwsRetryStrategy.doNotRetry())
            .defaultProfileFile(ProfileFile.aggregator().build())
            .addExecutionInterceptor(new OwnBytes()))
        .build();
  }

  /**
   * Makes the client that the component would make otherwise, with a network library that the gateway doesn't use. It is never
   * called.
   */
  static BedrockRuntimeAsyncClient none() {
    return new BedrockRuntimeAsyncClient() {
      @Override
      public String serviceName() {
        return SERVICE_NAME;
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}
