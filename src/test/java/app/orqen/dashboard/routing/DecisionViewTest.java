package app.orqen.dashboard.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A page says in words what a trace has as names. */
class DecisionViewTest {

  @Test
  void needsAreWords() throws Exception {
    DecisionView view = DecisionView.of(new ObjectMapper().readTree("""
        {"created_at":"2026-11-30T10:00:00Z","request_id":"req_1","mode":"auto","model":"openai/gpt-5.5","reason":"r","sticky":false,"candidates":[],
         "intent":{"complexity":"simple","needs":["tools","vision","documents","response_schema","context:15200","new_one"]}}"""),
        Instant.parse("2026-11-30T10:01:00Z"));

    assertThat(view.needs()).isEqualTo("calls tools; reads images; reads documents; answers in the form that a schema says; "
        + "has room for about 15,200 tokens of prompt and answer together; new_one");
  }
}
