package app.orqen.tools.rank;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.read.ContentHash;
import app.orqen.tools.read.Conversation;
import app.orqen.tools.read.Conversation.Speaker;
import app.orqen.tools.read.Conversation.Turn;
import app.orqen.tools.read.Stemmer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IntentTest {

  @Test
  void anAnswerToAQuestionContinuesTheEarlierTask() {
    Intent intent =
        intent("user: Cancel my dentist appointment", "assistant: What is your password?", "user: hunter2");

    assertThat(intent.texts()).containsExactly("hunter2 Cancel dentist appointment");
    assertThat(weight(intent, "appointment")).isGreaterThan(0.9);
    assertThat(intent.oneTask()).isFalse();
  }

  @Test
  void aNewTaskLeavesTheEarlierOneBehind() {
    Intent intent = intent("user: Cancel my dentist appointment", "assistant: Done.", "user: play music");

    assertThat(intent.texts()).containsExactly("play music");
    assertThat(weight(intent, "music")).isEqualTo(1);
    assertThat(weight(intent, "appointment")).isBetween(0.1, 0.5);
  }

  @Test
  void severalTasksAreEmbeddedApart() {
    Intent intent =
        intent("user: Book two seats on the evening train to Paris. Translate this letter into formal Japanese language.");

    assertThat(intent.parts()).hasSize(2);
    assertThat(intent.texts()).hasSize(2);
    assertThat(intent.texts().get(1)).startsWith("Translate letter");
    assertThat(intent.oneTask()).isFalse();
  }

  @Test
  void costDoesNotGrowWithTheText() {
    Intent intent = intent("user: " + "Compute volume number seven using blue cylinders quickly. ".repeat(1_000));

    assertThat(intent.texts().stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(160);
    assertThat(intent.parts()).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void withoutMessagesThereIsNoIntent() {
    Intent intent = intent();

    assertThat(intent.words()).isEmpty();
    assertThat(intent.texts()).containsExactly("");
  }

  private static double weight(Intent intent, String word) {
    return intent.words().get(Stemmer.stem(word).hashCode());
  }

  static Intent intent(String... turns) {
    return Intent.of(conversation(turns));
  }

  static Conversation conversation(String... turns) {
    List<Turn> all =
        Arrays.stream(turns)
            .map(turn -> turn.split(": ", 2))
            .map(turn -> new Turn(Speaker.valueOf(turn[0].toUpperCase(java.util.Locale.ROOT)), turn[1], ""))
            .toList();
    return new Conversation(all, Set.of(), Set.of(), List.of(ContentHash.of("")), ContentHash.of(""), "", 0, false);
  }
}
