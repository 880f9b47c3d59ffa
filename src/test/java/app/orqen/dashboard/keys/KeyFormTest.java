package app.orqen.dashboard.keys;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.dashboard.page.Form;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** What a person types becomes what the gateway takes, and nothing that was not touched is changed. */
class KeyFormTest {

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void aNewKey() throws Exception {
    Form form = new Form().put("name", "a").put("rate_limit_rpm", "").put("k_target_override", "9")
        .put("expires_at", "2099-01-31");
    assertThat((JsonNode) KeyForm.create(form)).isEqualTo(
        json("{\"name\":\"a\",\"k_target_override\":9,\"expires_at\":\"2099-01-31T23:59:59Z\"}"));
    assertThat(KeyForm.create(form.put("rate_limit_rpm", "1e3")).path("rate_limit_rpm").isTextual()).isTrue();
  }

  @Test
  void anExpiryThatIsNotTouchedStays() throws Exception {
    JsonNode key = json("{\"name\":\"a\",\"rate_limit_rpm\":60,\"k_target_override\":null,\"active\":true,\"prune_recovery\":true,"
        + "\"expires_at\":\"2020-01-31T10:11:12Z\"}");
    Form form = KeyForm.of(key, json("{}"));
    assertThat(KeyForm.change(form, key).has("expires_at")).isFalse();
    assertThat(KeyForm.change(form.put("expires_at", ""), key).path("expires_at").isNull()).isTrue();
    assertThat(KeyForm.change(form, key).path("active").booleanValue()).isTrue();
    assertThat(KeyForm.change(form, key).path("prune_recovery").booleanValue()).isTrue();
  }

  @Test
  void noListAndNoToolAreTwoThings() throws Exception {
    assertThat((JsonNode) KeyForm.toolLists(new Form().put("denied_tools", " a \n\n b* "))).isEqualTo(
        json("{\"allowed_tools\":null,\"denied_tools\":[\"a\",\"b*\"],\"keep_tools\":null}"));
    assertThat(KeyForm.toolLists(new Form().put("allowed_tools_none", "on")).path("allowed_tools")).isEmpty();
    assertThat(KeyForm.toolLists(new Form().put("allowed_tools_none", "on")).path("allowed_tools").isArray()).isTrue();
  }
}
