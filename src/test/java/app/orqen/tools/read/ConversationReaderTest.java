package app.orqen.tools.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.tools.read.Conversation.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'role':'user','content':'hi'}|USER hi",
        "{'role':'developer','content':'be kind'}|SYSTEM be kind",
        "{'content':[{'text':'a','type':'text'},{'type':'image_url','image_url':{'url':'data:'}},{'type':'text','text':'b'}],'role':'user'}|USER a/USER b",
        "{'role':'assistant','content':null,'tool_calls':[{'function':{'arguments':'{\\'x\\':1}','name':'f'},'id':'1'}]}|CALL {\\'x\\':1}",
        "{'role':'tool','tool_call_id':'1','content':'done'}|RESULT done",
        "{'role':'user','content':[{'type':'tool_result','tool_use_id':'1','content':[{'type':'text','text':'ok'}]},{'type':'text','text':'and?'}]}|RESULT text ok/USER and?",
        "{'role':'assistant','content':[{'type':'tool_use','id':'1','name':'f','input':{'city':'Rome'}}]}|CALL Rome",
        "{'role':'assistant','content':[{'text':'hm'},{'toolUse':{'toolUseId':'1','name':'f','input':{'city':'Rome'}}}]}|ASSISTANT hm/CALL Rome",
        "{'type':'function_call','call_id':'1','name':'f','arguments':'{}'},{'type':'function_call_output','call_id':'1','output':'sun'}|CALL {}/RESULT sun",
        "{'type':'message','role':'user','content':[{'type':'input_text','text':'hi'}]}|USER hi",
        "{'role':'user','content':[{'toolResult':{'toolUseId':'1','content':[{'json':{'t':21}}]}}]}|RESULT 21",
      })
  void readsTurnsOfAllForms(String message, String turns) throws Exception {
    Conversation conversation = read("[" + message + "]", null);

    StringBuilder found = new StringBuilder();
    for (Turn turn : conversation.turns()) {
      found.append(found.length() == 0 ? "" : "/").append(turn.speaker()).append(' ').append(turn.text());
    }
    for (String turn : turns.split("/")) {
      String[] expected = turn.replace("\\'", "\"").split(" ", 2);
      assertThat(conversation.turns())
          .as(found.toString())
          .anyMatch(t -> t.speaker().name().equals(expected[0]) && t.text().contains(expected[1].split(" ")[0]));
    }
    assertThat(conversation.turns()).hasSize(turns.split("/").length);
  }

  @Test
  void itemsOfResponsesNameTheToolsThatWereCalled() throws Exception {
    Conversation conversation = read("[{'type':'function_call','namespace':'github','name':'issues','arguments':'{}'},"
        + "{'type':'custom_tool_call','name':'apply_patch','input':'x'},{'type':'local_shell_call','action':{}}]", null);
    assertThat(conversation.calledTools()).containsExactly("github__issues", "apply_patch", "local_shell");
    assertThat(conversation.answers()).isEqualTo(3);
    assertThat(read("'hi'", null).turns()).extracting(Turn::text).containsExactly("hi");
  }

  @Test
  void longConversationsKeepTheirEndAndAllCalledTools() throws Exception {
    StringBuilder messages = new StringBuilder("[");
    for (int i = 0; i < 500; i++) {
      messages.append("{'role':'assistant','tool_calls':[{'function':{'name':'f").append(i).append("'}}]},");
      messages.append("{'role':'user','content':'").append("x".repeat(5_000)).append(i).append("'},");
    }
    Conversation conversation = read(messages.append("{'role':'user','content':'end'}]").toString(), null);

    assertThat(conversation.calledTools()).hasSize(500);
    assertThat(conversation.turns()).hasSize(32);
    assertThat(conversation.turns().get(31).text()).isEqualTo("end");
    assertThat(conversation.turns().get(30).text()).hasSizeLessThan(4_010).endsWith("499");
  }

  @Test
  void theSystemPromptTellsConversationsApart() throws Exception {
    String messages = "[{'role':'user','content':'hi'}]";

    assertThat(read(messages, "'a'").prefixes()).isEqualTo(read(messages, "[{'type':'text','text':'a'}]").prefixes());
    assertThat(read(messages, "'a'").prefixes()).doesNotContainAnyElementsOf(read(messages, "'b'").prefixes());
  }

  @Test
  void aLaterRequestSharesThePrefixesOfTheEarlierOnes() throws Exception {
    String reminder = "{'role':'user','content':[{'type':'text','text':'Be brief.'},{'type':'text','text':'fix it'}]}";
    String next = ",{'role':'assistant','content':'done'},{'role':'user','content':'thanks'}";

    Conversation first = read("[" + reminder + "]", "'system'");
    Conversation second = read("[" + reminder + next + "]", "'system'");
    Conversation other = read("[" + reminder.replace("fix", "sell") + "]", "'system'");

    assertThat(second.prefixes()).hasSize(2).endsWith(first.prefixes().get(0));
    assertThat(other.prefixes()).doesNotContainAnyElementsOf(second.prefixes());
    assertThat(other.system()).isEqualTo(second.system());
    assertThat(second.answers()).isEqualTo(1);
    assertThat(second.instructions()).contains("system", "Be brief.").doesNotContain("thanks");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]}|true",
        "{'role':'user','content':[{'text':'a'},{'cachePoint':{'type':'default'}}]}|true",
        "{'role':'user','content':[{'type':'text','text':'a','cache_control':null}]}|false",
        "{'role':'user','content':'cache_control'}|false",
      })
  void cacheMarksAreSeen(String message, boolean marked) throws Exception {
    assertThat(read("[" + message + "]", null).cacheMarked()).isEqualTo(marked);
  }

  @Test
  void timeRunsOutBetweenMessages() {
    AtomicLong clock = new AtomicLong();
    TimeBudget budget = new TimeBudget(clock::incrementAndGet, 10);
    byte[] body = ("[" + "{},".repeat(100) + "{}]").getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> ConversationReader.read(body, new ByteSpan(0, body.length), null, budget))
        .isInstanceOf(TimeBudget.Exceeded.class);
  }

  @Test
  void aMessageCutOffIsAnError() {
    assertThatThrownBy(() -> read("[{'role':'user','content':[{'text':", null)).isInstanceOf(IOException.class);
  }

  private static Conversation read(String messages, String system) throws IOException {
    String head = system == null ? "" : system;
    byte[] body = (head + messages).replace("\\'", "\\\\\"").replace('\'', '"').replace("\\\\\"", "\\\"").getBytes(StandardCharsets.UTF_8);
    int border = head.replace('\'', '"').getBytes(StandardCharsets.UTF_8).length;
    return ConversationReader.read(
        body,
        new ByteSpan(border, body.length),
        system == null ? null : new ByteSpan(0, border),
        new TimeBudget(() -> 0, 1));
  }
}
