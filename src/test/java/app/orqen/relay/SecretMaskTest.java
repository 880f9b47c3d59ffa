package app.orqen.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** A credential in bytes that pass as they come, in any split of them. */
class SecretMaskTest {

  private static final String BYTES = "\0aaabcanary-1\377canary-canary-12canary-";

  @RepeatedTest(200)
  void noneGetsThroughAndTheLengthStays(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    SecretMask mask = new SecretMask(List.of(bytes("canary-1"), bytes("aab")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] all = bytes(BYTES);
    for (int at = 0; at < all.length;) {
      int n = Math.min(all.length - at, 1 + random.nextInt(6));
      out.writeBytes(mask.next(java.util.Arrays.copyOfRange(all, at, at + n), n));
      at += n;
    }
    out.writeBytes(mask.end());
    assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("\0a***********\377canary-********2canary-");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
