package app.orqen.request;

import app.orqen.bytes.ByteSearch;
import app.orqen.json.JsonScan;
import app.orqen.json.JsonString;
import app.orqen.request.ToolPairs.Part;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts how often a conversation's last tool call was made before, in a row, with the same result. Calls that a model makes at once
 * form a round, and a round that repeats counts too. Two calls are the same when their names and their arguments are the same bytes;
 * ids don't count, and neither do the marks of prompt caching in a result, which clients move on.
 * What a model has concluded with words, before the user went on, isn't counted.
 */
final class RepeatedCalls {

  /** Calls that are made at once are few. A round of more is never like another, so that finding a result's call stays cheap. */
  private static final int MOST_AT_ONCE = 256;
  private static final byte[] CACHE_CONTROL = "cache_control".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CACHE_POINT = "cachePoint".getBytes(StandardCharsets.US_ASCII);

  private record Pair(Part call, Part result) {}

  private final byte[] body;
  /** Calls of the current round whose results haven't come. */
  private final List<Part> open = new ArrayList<>(4);
  private List<Pair> round = new ArrayList<>(4);
  private List<Pair> roundBefore = List.of();
  private boolean odd;
  private boolean answered;
  private int rounds;
  private Pair last;
  private int pairs;
  private int parts;
  private boolean concluded;

  RepeatedCalls(byte[] body) {
    this.body = body;
  }

  /** Returns how many calls and results there were. */
  int parts() {
    return parts;
  }

  /**
   * Notes a message without a call and without a result. When the model has said something without calling a tool, and the user goes
   * on, the calls before are over.
   *
   * @param role whose message it is
   */
  void said(String role) {
    if (role.equals("assistant")) {
      concluded = true;
    } else if (role.equals("user") && concluded) {
      concluded = false;
      endRound();
      roundBefore = List.of();
      rounds = 0;
      last = null;
      pairs = 0;
    }
  }

  void call(Part call) {
    parts++;
    concluded = false;
    if (answered) {
      endRound();
    }
    if (open.size() == MOST_AT_ONCE) {
      odd = true;
    } else {
      open.add(call);
    }
  }

  void result(Part result) {
    parts++;
    answered = true;
    for (int i = 0; i < open.size(); i++) {
      if (same(open.get(i).idStart, open.get(i).idEnd, result.idStart, result.idEnd)) {
        pair(new Pair(open.remove(i), result));
        return;
      }
    }
    odd = true;
    last = null;
    pairs = 0;
  }

  private void pair(Pair pair) {
    pairs = last != null && same(last, pair) ? pairs + 1 : 1;
    last = pair;
    round.add(pair);
  }

  private void endRound() {
    boolean whole = !odd && open.isEmpty();
    rounds = whole && sameRounds() ? rounds + 1 : whole ? 1 : 0;
    roundBefore = whole ? round : List.of();
    round = new ArrayList<>(4);
    open.clear();
    odd = false;
    answered = false;
  }

  private boolean sameRounds() {
    if (round.size() != roundBefore.size()) {
      return false;
    }
    for (int i = 0; i < round.size(); i++) {
      if (!same(round.get(i), roundBefore.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean same(Pair one, Pair other) {
    return same(one.call.nameStart, one.call.nameEnd, other.call.nameStart, other.call.nameEnd)
        && same(one.call.start, one.call.end, other.call.start, other.call.end)
        && sameResult(one.result, other.result);
  }

  private boolean same(int start, int end, int otherStart, int otherEnd) {
    return start < 0 || otherStart < 0 ? start == otherStart
        : Arrays.equals(body, start, end(start, end), body, otherStart, end(otherStart, otherEnd));
  }

  private int end(int start, int end) {
    return end < 0 && start >= 0 ? JsonString.end(body, start) : end;
  }

  private boolean sameResult(Part one, Part other) {
    return same(one.start, one.end, other.start, other.end)
        || (isMarked(one) || isMarked(other)) && Arrays.equals(unmarked(one), unmarked(other));
  }

  private boolean isMarked(Part result) {
    return result.start >= 0 && result.end >= 0 && (ByteSearch.indexOf(body, result.start, result.end, CACHE_CONTROL) >= 0
        || ByteSearch.indexOf(body, result.start, result.end, CACHE_POINT) >= 0);
  }

  /** Returns the texts, numbers and names of a result, without the marks of prompt caching. */
  private Object[] unmarked(Part result) {
    List<String> tokens = new ArrayList<>();
    try (JsonParser json = JsonScan.parser(body, Math.max(0, result.start), end(result.start, result.end) - result.start)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME && (json.currentName().equals("cache_control") || json.currentName().equals("cachePoint"))) {
          json.nextToken();
          json.skipChildren();
        } else if (!token.isStructStart() && !token.isStructEnd()) {
          tokens.add(json.getText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it was JSON a moment ago
    }
    return tokens.toArray();
  }

  /** Returns how often the last call was made in a row, 0 without a call that was answered. */
  int times() {
    if (answered) {
      endRound();
    }
    return Math.max(pairs, rounds);
  }

  /** Returns the last call's tool; empty where it has no name. */
  String tool() {
    int start = last == null ? -1 : last.call.nameStart;
    if (start < 0) {
      return "";
    }
    try (JsonParser json = JsonScan.parser(body, start, end(start, last.call.nameEnd) - start)) {
      return json.nextToken() == JsonToken.VALUE_STRING ? json.getText() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it was JSON a moment ago
    }
  }
}
