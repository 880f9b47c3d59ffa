package app.orqen.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.reply.GatewayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms in any split of their bytes, and what two readers could understand in two ways. */
class FormParserTest {

  private static final String FORM = part("name=\"model\"", "openai/whisper-1") + part("name=\"api_key\"", "sk-canary")
      + part("name=\"file\"; filename=\"a;b\\\"c.wav\"\r\nContent-Type: audio/wav", "\r\n--\r\n--Bx\r\n\0\377-")
      + part("name=prompt", "") + "--B1--\r\n";
  private static final String OUT = FORM.replace("openai/", "").replace(part("name=\"api_key\"", "sk-canary"), "");

  private static String part(String head, String value) {
    return "--B1\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + value + "\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String written(String form, String named, Random random, int beginning) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FormWriter writer = new FormWriter(out, "B1", "whisper-1", named);
    FormParser parser = new FormParser("B1", writer);
    byte[] all = bytes(form);
    writer.begin();
    int at = 0;
    while (at < all.length) {
      int n = Math.min(all.length - at, 1 + random.nextInt(20));
      if (at < beginning) {
        n = Math.min(n, beginning - at);
      } else {
        writer.looked();
      }
      parser.feed(all, at, n);
      at += n;
    }
    parser.finish();
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @RepeatedTest(300)
  void anySplitIsTheSame(RepetitionInfo run) throws IOException {
    Random random = new Random(run.getCurrentRepetition());
    assertThat(written(FORM, null, random, FORM.length())).isEqualTo(OUT);
  }

  @RepeatedTest(100)
  void fieldsAreFoundInAnySplit(RepetitionInfo run) throws IOException {
    Random random = new Random(run.getCurrentRepetition());
    FormFields fields = new FormFields();
    FormParser parser = new FormParser("B1", fields);
    byte[] all = bytes(FORM);
    for (int at = 0; at < all.length;) {
      int n = Math.min(all.length - at, 1 + random.nextInt(30));
      parser.feed(all, at, n);
      at += n;
    }
    parser.finish();
    assertThat(new String(fields.json(null), StandardCharsets.UTF_8))
        .isEqualTo("{\"model\":\"openai/whisper-1\",\"api_key\":\"sk-canary\",\"prompt\":\"\"}");
    assertThat(fields.isClosed()).isTrue();
  }

  @Test
  void theModelOfTheQueryTakesThePlaceOfTheForms() throws IOException {
    String form = part("name=\"file\"; filename=\"a\"", "x") + part("name=\"model\"", "openai/whisper-1") + "--B1--";
    assertThat(written(form, "openai/whisper-1", new Random(1), 20))
        .isEqualTo(part("name=\"model\"", "whisper-1") + part("name=\"file\"; filename=\"a\"", "x") + "--B1--");
    assertThatThrownBy(() -> written(form, "openai/other", new Random(1), 20)).isInstanceOf(GatewayException.class)
        .hasMessageContaining("The form's 'model' differs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api_key", "stream", "models", "model"})
  void whatComesTooLateIsRefused(String name) {
    String form = part("name=\"model\"", "m") + part("name=\"file\"; filename=\"a\"", "x".repeat(100)) + part("name=\"" + name + "\"", "v")
        + "--B1--";
    assertThatThrownBy(() -> written(form, null, new Random(2), 100)).isInstanceOf(GatewayException.class)
        .extracting(e -> ((GatewayException) e).param()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "x--B1\r\n", "--B2\r\n", "--B1 \r\n", "--B1\n",
      "--B1\r\n\r\nx\r\n--B1--",
      "--B1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B1",
      "--B1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\n--B1\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--B1--",
      "--B1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B1 \r\n",
      "--B1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B1--\r\n--B1\r\n",
      "--B1\r\nContent-Disposition: form-data; name=\"a\"; name=\"model\"\r\n\r\nx\r\n--B1--",
      "--B1\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nx\r\n--B1--",
      "--B1\r\nContent-Disposition: form-data; name*=utf-8''model\r\n\r\nx\r\n--B1--",
      "--B1\r\nContent-Disposition: form-data;\r\n name=\"model\"\r\n\r\nx\r\n--B1--",
      "--B1\r\nContent-Disposition: form-data; filename=\"x\"y; name=\"model\"\r\n\r\nx\r\n--B1--",
      "--B1\r\nContent-Disposition: form-data; name=\"mo\\del\"\r\n\r\nx\r\n--B1--",
      "--B1\r\nContent-Disposition: attachment; name=\"model\"\r\n\r\nx\r\n--B1--",
      "--B1\r\nContent-Disposition: form-data; name=\"model\"; filename=\"f\"\r\n\r\nx\r\n--B1--",
      "--B1\r\nContent-Disposition: form-data; name=\"model\"\r\nContent-Type: text/plain; charset=utf-16\r\n\r\nx\r\n--B1--",
      "--B1\r\nContent-Disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--B1--"})
  void whatCouldBeReadInTwoWaysIsRefused(String form) {
    FormParser parser = new FormParser("B1", new FormFields());
    assertThatThrownBy(() -> {
      parser.feed(bytes(form), 0, form.length());
      parser.finish();
    }).isInstanceOf(GatewayException.class).extracting(e -> ((GatewayException) e).status()).isEqualTo(400);
  }

  @Test
  void aHeadWithoutEndIsRefused() {
    FormParser parser = new FormParser("B1", new FormFields());
    assertThatThrownBy(() -> parser.feed(bytes("--B1\r\nX: " + "y".repeat(9000)), 0, 9000))
        .isInstanceOf(GatewayException.class).hasMessageContaining("longer than");
  }
}
