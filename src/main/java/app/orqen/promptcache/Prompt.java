package app.orqen.promptcache;

import app.orqen.bytes.Crc64;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.Span;
import java.time.Duration;
import java.util.List;

/**
 * The parts of a request's prompt as checksums, in the order in which providers cache them: tools, system, messages.
 *
 * @param tools the checksum of the tools that the client sent; 0 if it sent none
 * @param system the checksum of the instructions beside the messages; 0 if the request has none
 * @param turns the checksum of each message
 * @param opening the number of messages before the first user's, which are the system's in OpenAI's form
 * @param life how long the provider keeps the prompt, as the request asks
 */
public record Prompt(long tools, long system, long[] turns, int opening, Duration life) {

  /** Reads a request, whose body must not have been given back. */
  public static Prompt of(BodyScan scan) {
    return of(scan, ConversationKey.life(scan));
  }

  static Prompt of(BodyScan scan, Duration life) {
    List<Span> spans = scan.turns();
    long[] turns = new long[spans.size()];
    for (int i = 0; i < turns.length; i++) {
      turns[i] = PromptSum.of(scan.body(), spans.get(i).start(), spans.get(i).end());
    }
    return new Prompt(checksum(scan, "tools", "toolConfig", "functions"), checksum(scan, "system", "instructions"), turns,
        Math.max(0, scan.firstUserTurn()), life);
  }

  private static long checksum(BodyScan scan, String... names) {
    long sum = 0;
    for (String name : names) {
      Field field = scan.field(name);
      if (field != null) {
        sum = sum * 31 + PromptSum.of(scan.body(), field.valueStart(), field.valueEnd());
      }
    }
    return sum;
  }

  /** Returns the index of the first message that was changed or removed since {@code before}; -1 when messages were only added. */
  int firstChange(Prompt before) {
    for (int i = 0; i < before.turns.length; i++) {
      if (i >= turns.length || turns[i] != before.turns[i]) {
        return i;
      }
    }
    return -1;
  }

  /** Returns how many messages are the same in both prompts, counted by place. */
  int common(Prompt other) {
    int same = 0;
    for (int i = 0; i < Math.min(turns.length, other.turns.length); i++) {
      same += turns[i] == other.turns[i] ? 1 : 0;
    }
    return same;
  }
}
