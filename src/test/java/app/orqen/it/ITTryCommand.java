package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.OrqenApplication;
import app.orqen.start.Commands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command try prints, for each surface, plain and streamed, what would be sent, and sends nothing. */
class ITTryCommand {

  private static final List<String> SURFACES = List.of("# OpenAI chat completions, plain", "# Anthropic messages, plain",
      "# Bedrock Converse, plain", "# OpenAI chat completions, streamed", "# Anthropic messages, streamed",
      "# Bedrock Converse, streamed", "# OpenAI responses, plain", "# OpenAI responses, streamed");

  @Test
  void anOpenAiProviderWithItsQuirks() {
    String said = run(0, "try", "groq", "llama-3.3-70b-versatile");
    assertThat(said).contains(SURFACES);
    assertThat(said.split("POST https://api\\.groq\\.com/openai/v1/chat/completions\n", -1)).hasSize(9);
    assertThat(said).contains("Authorization: Bearer ****\n", "\"model\":\"llama-3.3-70b-versatile\"", "\"temperature\":1e-8",
        "\"stream\":true").doesNotContain("\"temperature\":0,", "sample-secret");
  }

  @Test
  void aProviderWithAWireOfItsOwn() {
    String said = run(0, "try", "anthropic");
    assertThat(said).contains(SURFACES).contains("POST https://api.anthropic.com/v1/messages\n", "x-api-key: ****\n",
        "anthropic-version: 2023-06-01", "\"system\":").doesNotContain("sample-secret");
  }

  @Test
  void bedrockByTheSdkAndByHttp() {
    String said = run(0, "try", "bedrock", "anthropic.claude-sonnet-4-5");
    assertThat(said).contains(SURFACES)
        .contains("POST https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-sonnet-4-5/converse\n")
        .contains("POST https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-sonnet-4-5/converse-stream\n")
        .doesNotContain("sample-secret");
  }

  @Test
  void aProviderThatThereIsNot() {
    assertThat(run(2, "try", "grok")).contains("There is no provider 'grok'", "groq");
    assertThat(run(2, "try")).startsWith("Usage:");
  }

  private static String run(int code, String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int exit = Commands.run(OrqenApplication.class, words, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(exit).as(said).isEqualTo(code);
    return said;
  }
}
