package app.orqen.it;

import static app.orqen.it.support.ResponsesStore.USAGE;
import static app.orqen.it.support.ResponsesStore.code;
import static app.orqen.it.support.ResponsesStore.newId;
import static app.orqen.it.support.ResponsesStore.newNumber;
import static app.orqen.it.support.ResponsesStore.response;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.ResponsesStore;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Items that a provider stores of the Responses API: only the account that made them can refer to them. */
class ITStoredItems {

  private static ResponsesStore kept;

  @BeforeAll
  static void start() {
    kept = new ResponsesStore();
  }

  @AfterAll
  static void stop() throws Exception {
    kept.close();
  }

  /** Makes a response with items whose ids end in the response's number, plain or streamed, and returns that number. */
  private static int storedItems(String key, boolean stream) {
    int number = newNumber();
    String reasoning = "{\"type\":\"reasoning\",\"id\":\"rs_" + number + "\",\"summary\":[]}";
    String message = "{\"type\":\"message\",\"id\":\"msg_" + number + "\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":"
        + "[{\"type\":\"output_text\",\"text\":\"secret\",\"annotations\":[]}]}";
    String done = response("resp_" + number, "completed", USAGE).replace("\"output\":[]", "\"output\":[" + reasoning + "," + message + "]");
    kept.provider.script((request, socket) -> {
      if (!stream) {
        socket.json(200, done);
        return;
      }
      socket.events();
      socket.chunk("event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":"
          + response("resp_" + number, "in_progress", "\"usage\":null") + "}\n\n");
      int place = 0;
      for (String item : new String[] {reasoning, message}) {
        for (String type : new String[] {"response.output_item.added", "response.output_item.done"}) {
          socket.chunk("event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":1,\"output_index\":" + place + ",\"item\":"
              + item + "}\n\n");
        }
        place++;
      }
      socket.chunk("event: response.completed\ndata: {\"type\":\"response.completed\",\"sequence_number\":9,\"response\":" + done + "}\n\n");
      socket.end();
    });
    HttpResponse<String> made = kept.call(key, "POST", "/v1/responses", "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\",\"stream\":" + stream + "}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    kept.provider.script((request, socket) -> socket.json(200, response(newId(), "completed", USAGE)));
    return number;
  }

  private static HttpResponse<String> refer(String key, String model, String... items) {
    return kept.call(key, "POST", "/v1/responses", "{\"model\":\"" + model + "\",\"input\":[" + String.join(",", items)
        + ",{\"role\":\"user\",\"content\":\"go on\"}]}");
  }

  /** Items that name a stored one: a reference with and without its type, and items whose content the provider looks up. */
  private static String[] references(int number) {
    return new String[] {"{\"type\":\"item_reference\",\"id\":\"msg_" + number + "\"}", "{\"id\":\"msg_" + number + "\"}",
        "{\"id\":\"rs_" + number + "\",\"type\":null}", "{\"type\":\"item\\u005freference\",\"id\":\"rs_" + number + "\"}",
        "{\"type\":\"reasoning\",\"id\":\"rs_" + number + "\",\"summary\":[]}",
        "{\"type\":\"reasoning\",\"id\":\"rs_" + number + "\",\"summary\":[],\"encrypted_content\":\"\"}"};
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStoredItemIsItsAccounts(boolean stream) throws Exception {
    int mine = storedItems(Gateway.KEY, stream);
    int theirs = storedItems(kept.other, stream);
    for (String item : references(mine)) {
      assertThat(refer(Gateway.KEY, "openai/gpt-5.5", item).statusCode()).as(item).isEqualTo(200);
      assertThat(kept.provider.last().text()).contains(item);
    }
    int asked = kept.provider.requests().size();
    for (String item : references(theirs)) {
      HttpResponse<String> refused = refer(Gateway.KEY, "openai/gpt-5.5", references(mine)[0], item);
      assertThat(refused.statusCode()).as(item).isEqualTo(404);
      assertThat(code(refused)).isEqualTo("not_found");
      assertThat(refused.body()).contains("Send the item itself");
    }
    assertThat(refer(Gateway.KEY, "openai/gpt-5.5", references(99_999)[0]).statusCode()).as("an unknown one").isEqualTo(404);
    assertThat(kept.provider.requests()).as("nothing of that reaches the provider").hasSize(asked);
    assertThat(refer(Gateway.KEY, "openai/gpt-5.5", references(99_999)[4]).statusCode()).as("thinking from elsewhere").isEqualTo(200);
    assertThat(refer(Gateway.KEY, "openai/gpt-5.5", "{\"type\":\"message\",\"id\":\"msg_" + theirs + "\",\"role\":\"assistant\",\"content\":\"a\"}")
        .statusCode()).as("a whole message").isEqualTo(200);
    assertThat(refer(Gateway.KEY, "azure/gpt-5.5", references(mine)[0]).statusCode()).as("another provider").isEqualTo(400);
    assertThat(refer(Gateway.KEY, "several", references(mine)[0]).statusCode()).as("the right one of several targets").isEqualTo(200);
  }

  @Test
  void itemsThatAreListedCanBeReferredTo() {
    int number = storedItems(Gateway.KEY, false);
    kept.provider.script((request, socket) -> socket.json(200, "{\"object\":\"list\",\"data\":[{\"id\":\"msg_in_" + number
        + "\",\"type\":\"message\",\"content\":[{\"id\":\"no\"}]}],\"first_id\":\"a\",\"last_id\":\"a\",\"has_more\":false}"));
    assertThat(kept.get("/v1/responses/resp_" + number + "/input_items").statusCode()).isEqualTo(200);
    kept.provider.script((request, socket) -> socket.json(200, response("resp_listed", "completed", USAGE)));
    assertThat(refer(Gateway.KEY, "openai/gpt-5.5", "{\"type\":\"item_reference\",\"id\":\"msg_in_" + number + "\"}").statusCode()).isEqualTo(200);
    assertThat(refer(kept.other, "openai/gpt-5.5", "{\"type\":\"item_reference\",\"id\":\"msg_in_" + number + "\"}").statusCode()).isEqualTo(404);
    assertThat(kept.call(Gateway.KEY, "DELETE", "/v1/responses/resp_" + number, null).statusCode()).isEqualTo(200);
    assertThat(refer(Gateway.KEY, "openai/gpt-5.5", "{\"type\":\"item_reference\",\"id\":\"msg_in_" + number + "\"}").statusCode()).isEqualTo(404);
  }
}
