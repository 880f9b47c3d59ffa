package app.orqen.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside the vocabulary itself: the texts of agents, whole. */
class TokenMeterTest {

  static Encoding o200k;
  static Vocabulary vocabulary;

  @BeforeAll
  static void load() {
    o200k = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    vocabulary = new Vocabulary(Long.MAX_VALUE, 600_000);
  }

  private static String text(String kind) throws IOException {
    Random random = new Random(7);
    return switch (kind) {
      case "code" -> Files.readString(Path.of("src/main/java/app/orqen/tokens/TokenMeter.java"))
          + Files.readString(Path.of("src/main/java/app/orqen/relay/Relay.java"));
      case "json" -> IntStream.range(0, 300).mapToObj(i -> "{\"id\":" + random.nextInt(100_000) + ",\"user_name\":\"user" + i
          + "\",\"active\":true,\"score\":" + random.nextInt(1000) / 10.0 + ",\"tags\":[\"new\",\"paid\"]}").collect(Collectors.joining(",", "[", "]"));
      case "hex" -> IntStream.range(0, 300).mapToObj(i -> HexFormat.of().toHexDigits(random.nextLong())
          + HexFormat.of().toHexDigits(random.nextLong())).collect(Collectors.joining("\n"));
      case "uuid" -> IntStream.range(0, 300).mapToObj(i -> new UUID(random.nextLong(), random.nextLong()).toString())
          .collect(Collectors.joining("\n"));
      case "emoji" -> IntStream.range(0, 900).mapToObj(i -> Character.toString(new int[] {0x1F600, 0x1F680, 0x1F44D, 0x1F389,
          0x1F525, 0x1F914, 0x1F9D1, 0x2705}[random.nextInt(8)]) + (i % 9 == 0 ? " " : "")).collect(Collectors.joining());
      case "prose" -> Files.readString(Path.of("DECISIONS.md"));
      case "russian" -> "Съешь же ещё этих мягких французских булок, да выпей чаю. ".repeat(30);
      case "chinese" -> "今天天气很好，我们去公园散步吧。明天可能会下雨。".repeat(30);
      case "base64" -> Base64.getEncoder().encodeToString(text("code").substring(0, 6000).getBytes(StandardCharsets.UTF_8));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"code", "json", "hex", "uuid", "emoji", "prose", "russian", "chinese", "base64"})
  void pitfall40_countsLikeTheVocabularyInPieces(String kind) throws IOException {
    TokenMeter meter = TokenMeter.of(vocabulary);
    meter.add(text(kind));
    double real = o200k.countTokensOrdinary(text(kind));
    assertThat(meter.total()).isCloseTo(real, within(real * 0.01));
  }

  @ParameterizedTest
  @ValueSource(strings = {"code", "json", "hex", "uuid", "emoji", "prose", "russian", "chinese", "base64"})
  void estimatesWithinElevenPercentWithoutIt(String kind) throws IOException {
    TokenMeter meter = TokenMeter.of(Vocabulary.NONE);
    meter.add(text(kind));
    double real = o200k.countTokensOrdinary(text(kind));
    assertThat(meter.total()).isCloseTo(real, within(real * 0.11));
  }

  /** The tokenizer would take the square of the time: 18 s for these. */
  @Test
  void aLongRunOfLettersIsCut() {
    TokenMeter meter = TokenMeter.of(vocabulary);
    meter.add("abcdefgh".repeat(60_000));
    assertThat(meter.total()).isBetween(55_000.0, 75_000.0);
  }

  @Test
  void whatIsBeyondTheLimitFollowsTheProportionOfTheRest() throws IOException {
    String code = text("code");
    TokenMeter meter = TokenMeter.of(vocabulary);
    for (int i = 0; i < 120; i++) {
      meter.add(code);
    }
    double real = 120.0 * o200k.countTokensOrdinary(code);
    assertThat(meter.total()).isCloseTo(real, within(real * 0.03));
  }

  @Test
  void aPieceNeverEndsInsideASurrogatePair() {
    TokenMeter meter = TokenMeter.of(vocabulary);
    meter.add("a" + "😀".repeat(5000));
    assertThat(meter.total()).isCloseTo(5001, within(60.0));
  }
}
