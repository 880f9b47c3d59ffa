package app.orqen.tools.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MiniLmEmbedderTest {

  @Test
  void likeMeaningsAreNear() throws Exception {
    try (MiniLmEmbedder embedder = MiniLmEmbedder.load()) {
      List<float[]> vectors =
          embedder.embed(List.of("book a hotel room", "reserve lodging for the night", "compile a C program", ""));

      assertThat(Vectors.dot(vectors.get(0), vectors.get(0))).isBetween(0.999, 1.001);
      assertThat(Vectors.dot(vectors.get(0), vectors.get(1)))
          .isGreaterThan(Vectors.dot(vectors.get(0), vectors.get(2)) + 0.2);
      assertThat(vectors.get(3)).hasSize(384);
      float[] alone = embedder.embed(List.of("book a hotel room")).get(0);
      assertThat(Vectors.dot(alone, vectors.get(0))).isGreaterThan(0.97);
    }
  }

  @Test
  void wordsAreSplitAsBertDoes() {
    String[] pieces = {"[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "hello", ",", "creme", "東", "京", "##s", "'"};
    Map<String, Integer> vocabulary = new HashMap<>();
    for (int i = 0; i < pieces.length; i++) {
      vocabulary.put(pieces[i], i);
    }
    WordPiece tokenizer = new WordPiece(vocabulary);

    assertThat(named(tokenizer.encode("Hello, unaffable Crème\u200b 東京 hellos xyz'", 64), pieces))
        .containsExactly("[CLS]", "hello", ",", "un", "##aff", "##able", "creme", "東", "京", "hello", "##s", "[UNK]", "'", "[SEP]");
    assertThat(named(tokenizer.encode("unaffable hello", 4), pieces)).containsExactly("[CLS]", "un", "##aff", "[SEP]");
    assertThat(tokenizer.encode("", 64)).hasSize(2);
    assertThat(tokenizer.encode("x".repeat(200), 64)).hasSize(3);
  }

  @Test
  void anyTextCanBeSplit() {
    WordPiece tokenizer = new WordPiece(Map.of("[UNK]", 0, "[CLS]", 1, "[SEP]", 2, "a", 3, "##a", 4));
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      random.ints(random.nextInt(200), 0, 0x11000).forEach(c -> text.append((char) c));

      assertThat(tokenizer.encode(text.toString(), 128).length).isBetween(2, 128);
    }
  }

  private static List<String> named(int[] ids, String[] pieces) {
    return Arrays.stream(ids).mapToObj(id -> pieces[id]).toList();
  }
}
