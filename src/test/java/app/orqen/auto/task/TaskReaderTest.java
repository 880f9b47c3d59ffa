package app.orqen.auto.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a conversation tells, in the forms of all surfaces. */
class TaskReaderTest {

  private static Task read(String turns) {
    byte[] body = turns.getBytes(StandardCharsets.UTF_8);
    return TaskReader.read(body, null, new int[] {0, body.length}, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:x'}}]}]",
      "[{'role':'user','content':[{'type':'image','source':{'type':'base64','data':'x'}}]}]",
      "[{'role':'user','content':[{'image':{'format':'png','source':{'bytes':'x'}}}]}]",
      "[{'role':'user','content':[{'type':'input_image','image_url':'x'}]}]",
      "[{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'image','source':{}}]}]}]",
      "[{'role':'user','content':[{'toolResult':{'toolUseId':'t','content':[{'image':{'format':'png'}}]}}]}]",
      "[{'type':'function_call_output','call_id':'c','output':[{'type':'input_image','image_url':'x'}]}]"})
  void imagesAreSeen(String turns) {
    Task task = read(turns.replace('\'', '"'));
    assertThat(task.vision()).isTrue();
    assertThat(task.documents()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "[{'role':'user','content':[{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'x'}}]}]|true",
      "[{'role':'user','content':[{'type':'document','source':{'type':'text','media_type':'text/plain','data':'x'}}]}]|false",
      "[{'role':'user','content':[{'type':'file','file':{'file_data':'x'}}]}]|true",
      "[{'role':'user','content':[{'type':'input_file','file_data':'x'}]}]|true",
      "[{'role':'user','content':[{'document':{'format':'pdf','name':'d','source':{'bytes':'x'}}}]}]|true",
      "[{'role':'user','content':'document'}]|false"})
  void documentsAreSeen(String turns, boolean documents) {
    assertThat(read(turns.replace('\'', '"')).documents()).isEqualTo(documents);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "{'role':'tool','tool_call_id':'c','content':'Error: no such file'}|1",
      "{'role':'tool','tool_call_id':'c','content':'Traceback (most recent call last):'}|1",
      "{'role':'tool','tool_call_id':'c','content':'{\\'error\\':\\'x\\'}'}|1",
      "{'role':'tool','tool_call_id':'c','content':'The word error is in it'}|0",
      "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','is_error':true,'content':'no'}]}|1",
      "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','is_error':false,'content':'yes'}]}|0",
      "{'role':'user','content':[{'toolResult':{'toolUseId':'t','status':'error','content':[{'text':'no'}]}}]}|1",
      "{'role':'user','content':[{'toolResult':{'toolUseId':'t','status':'success','content':[{'text':'yes'}]}}]}|0",
      "{'type':'function_call_output','call_id':'c','output':'exit code: 1'}|1",
      "{'type':'function_call_output','call_id':'c','output':'fine'}|0"})
  void errorsOfToolsAreCounted(String result, int errors) {
    String good = "{'role':'tool','tool_call_id':'c0','content':'fine'}";
    String one = result.replace("\\'", "\\\"");
    assertThat(read(("[" + good + "," + one + "," + one + "]").replace('\'', '"').replace("\\\\\"", "\\\"")).errorsInARow())
        .isEqualTo(2 * errors);
  }

  @Test
  void aGoodResultEndsTheErrors() {
    assertThat(read("[{\"role\":\"tool\",\"content\":\"Error: x\"},{\"role\":\"tool\",\"content\":\"fine\"}]").errorsInARow()).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "Run the build again, please|run the BUILD again please!|true",
      "Run the build again, please|Fix the link error in main.c now|false",
      "The test of the parser still fails on Windows for me|The test of the parser still fails on Windows|true",
      "ok|ok|false"})
  void whatIsSaidTwiceIsARepetition(String first, String second, boolean repeated) {
    assertThat(read("[{\"role\":\"user\",\"content\":\"" + first + "\"},{\"role\":\"assistant\",\"content\":\"Done.\"},"
        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + second + "\"}]}]").repeated()).isEqualTo(repeated);
  }

  @Test
  void theOpeningStaysTheSameAndRemindersAreNoTexts() {
    String first = "{\"role\":\"system\",\"content\":\"Be kind.\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\","
        + "\"text\":\"<system-reminder>2 files</system-reminder>\"},{\"type\":\"text\",\"text\":\"What now?\"}]}";
    Task begun = read("[" + first + "]");
    Task later = read("[" + first + ",{\"role\":\"assistant\",\"content\":\"This.\"},{\"role\":\"user\",\"content\":\"And then?\"}]");
    assertThat(later.opening()).isEqualTo(begun.opening());
    assertThat(begun.userTexts()).isEqualTo(1);
    assertThat(later.userTexts()).isEqualTo(2);
    assertThat(read("[{\"role\":\"user\",\"content\":\"Something else\"}]").opening()).isNotEqualTo(begun.opening());
    assertThat(read("\"What now?\"").userTexts()).as("the input of a response").isEqualTo(1);
  }

  @Test
  void marksOfACacheAreSeen() {
    assertThat(read("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\",\"cache_control\":{\"type\":\"ephemeral\"}}]}]")
        .cacheMarked()).isTrue();
    assertThat(read("[{\"role\":\"user\",\"content\":[{\"text\":\"x\"},{\"cachePoint\":{\"type\":\"default\"}}]}]").cacheMarked()).isTrue();
    assertThat(read("[{\"role\":\"user\",\"content\":\"x\"}]").cacheMarked()).isFalse();
  }
}
