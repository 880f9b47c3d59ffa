package app.orqen.translate.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OpenAiOtherTest {

  @Test
  void theItemsOfAStoredResponseAreFoundWhereverTheirIdIs() {
    String stored = "{\"output\":[7,{\"type\":\"reasoning\",\"summary\":[{\"id\":\"no\"}],\"id\":\"rs_1\"},"
        + "{\"inner\":{\"id\":\"no\"},\"type\":\"function_call\",\"id\":\"fc_1\",\"status\":\"completed\"},{\"id\":\"msg_1\"},{}],\"id\":\"resp_1\"}";
    assertThat(OpenAiOther.stored(stored.getBytes(StandardCharsets.UTF_8)).items()).containsExactly("rs_1", "fc_1", "msg_1");
  }
}
