package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A start must not pay for the AWS SDK, which this gateway may never need. */
class ITBedrockStart {

  @Test
  void nothingOfTheSdkIsLoadedBeforeTheFirstCall() throws Exception {
    Path folder = GatewayProcess.folder();
    Path classes = folder.resolve("classes.log");
    try (StandIn provider = new StandIn();
        GatewayProcess process = GatewayProcess.start(folder, Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes,
        "ORQEN_BOOTSTRAP_KEY", Gateway.KEY, "ORQEN_PROVIDERS_BEDROCK_BASE_URL", provider.url()))) {
      assertThat(process.send("POST", "/v1/chat/completions", Gateway.KEY,
          "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}").statusCode()).isEqualTo(200);
      assertThat(amazons(classes)).isEmpty();
      provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.CONVERSE)));
      assertThat(process.send("POST", ITBedrockComponent.PATH, Gateway.KEY, ITBedrockComponent.keys("lazy-canary-1", "us-east-1")).statusCode()).isEqualTo(200);
      assertThat(amazons(classes)).anyMatch(line -> line.contains("aws2.bedrock.runtime.BedrockProducer"));
    }
  }

  /** All but the small class by which Camel puts an endpoint's URI together out of a route's parameters. */
  private static List<String> amazons(Path log) throws Exception {
    return Files.readAllLines(log).stream().filter(line -> !line.contains("BedrockEndpointUriFactory"))
        .filter(line -> line.contains("software.amazon.awssdk.") || line.contains("org.apache.camel.component.aws2.")).toList();
  }
}
