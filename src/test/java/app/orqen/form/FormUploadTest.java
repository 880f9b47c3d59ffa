package app.orqen.form;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.inbound.ClientConnection;
import app.orqen.inbound.Inbound;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.util.ReflectionTestUtils;

/** The length that a provider is told, wherever in the form the bytes end that were read to find the model. */
class FormUploadTest {

  private static final String PATH = "/v1/audio/transcriptions";
  private static final String FIELDS = part("name=\"model\"", "openai/whisper-1") + part("name=\"api_key\"", "sk-canary");
  private static final String FILE = part("name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav", "\r\n--\r\n--Bx") + part("name=prompt", "");
  private static final String FORM = FIELDS + FILE + "--B1--\r\n";

  private static String part(String head, String value) {
    return "--B1\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + value + "\r\n";
  }

  private static IntStream lookaheads() {
    return IntStream.rangeClosed(FIELDS.length() + "--B1".length(), FORM.length()); // A form whose fields are cut is refused before.
  }

  @ParameterizedTest
  @MethodSource("lookaheads")
  void asManyBytesGoOutAsWereAnnounced(int lookahead) throws IOException {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", PATH);
    request.setAttribute(ClientConnection.ATTRIBUTE, Mockito.mock(ClientConnection.class));
    request.setContent(FORM.getBytes(StandardCharsets.ISO_8859_1));
    byte[] beginning = request.getInputStream().readNBytes(lookahead);
    FormUpload upload = new FormUpload(new Inbound(request, new MockHttpServletResponse(), PATH, Duration.ofMinutes(5)), "B1", beginning,
        lookahead, false, null, 1000);
    long announced = upload.length("whisper-1");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    upload.writeTo(out, "whisper-1", () -> { });

    assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo(part("name=\"model\"", "whisper-1") + FILE + "--B1--\r\n");
    assertThat(announced).isEqualTo(out.size());
  }

  /** It lives as long as the upload does. */
  @Test
  void theParserKeepsNoCopyOfALongBeginning() throws IOException {
    FormParser parser = new FormParser("B1", new FormFields());
    byte[] beginning = (FIELDS + part("name=\"file\"; filename=\"a.wav\"", "x".repeat(1 << 20))).getBytes(StandardCharsets.ISO_8859_1);
    parser.feed(beginning, 0, beginning.length);

    assertThat((byte[]) ReflectionTestUtils.getField(parser, "bytes")).hasSizeLessThan(64 * 1024);
  }
}
