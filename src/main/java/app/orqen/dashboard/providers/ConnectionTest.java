package app.orqen.dashboard.providers;

import app.orqen.dashboard.api.GatewayApi.ChatAnswer;
import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.requests.Explanation;
import com.fasterxml.jackson.databind.node.DoubleNode;

/**
 * The outcome of a call with a stored credential, in words.
 *
 * @param tone ok, warn or bad
 * @param quote what the provider or the gateway itself said; null when all is well
 */
record ConnectionTest(String tone, String verdict, String advice, String quote) {

  static ConnectionTest of(ChatAnswer answer, String title, String model) {
    if (answer.status() < 400) {
      return new ConnectionTest("ok", title + " answered in " + Amount.millis(DoubleNode.valueOf(answer.millis())) + ".",
          "The credential works, and so does the model " + model + ".", null);
    }
    String quote = answer.body().path("error").path("message").asText(null);
    if ("provider".equals(answer.errorSource())) {
      ConnectionTest accepted = accepted(answer.status(), title, model, quote);
      if (accepted != null) {
        return accepted;
      }
    }
    Explanation why = Explanation.of(answer.status(), answer.errorCode(), answer.errorSource(), title);
    return new ConnectionTest("bad", why.what(), why.advice(), quote);
  }

  /** Explains an error that a provider reports only to a caller that it knows. */
  private static ConnectionTest accepted(int status, String title, String model, String quote) {
    return switch (status) {
      case 404 -> new ConnectionTest("warn", title + " has no model " + model + " for this credential.",
          "The credential was accepted. Try another model.", quote);
      case 429 -> new ConnectionTest("warn", title + " limits this credential at the moment.",
          "The credential was accepted. Its quota or rate is used up: wait, or raise it at the provider.", quote);
      case 400, 422 -> new ConnectionTest("warn", title + " refused this request.",
          "The credential was accepted. Try another model.", quote);
      default -> null;
    };
  }
}
