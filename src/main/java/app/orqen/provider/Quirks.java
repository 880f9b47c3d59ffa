package app.orqen.provider;

import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import app.orqen.request.CallIds;
import app.orqen.request.Field;
import app.orqen.request.Span;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a provider needs changed in an OpenAI request, as lines of its route file:
 *
 * <pre>
 * rename max_completion_tokens max_tokens
 * drop logprobs logit_bias messages.name
 * role developer system
 * prefix accounts/fireworks/models/
 * set anthropic_version vertex-2023-10-16
 * replace temperature 0 1e-8
 * only n 1
 * callids 9
 * fold
 * format json_object
 * for o1* gpt-5*: rename max_tokens max_completion_tokens
 * </pre>
 */
public final class Quirks {

  /** One line: what is done, with which words and values, for which models. */
  private record Line(List<String> models, String verb, List<String> words, List<QuirkValue> values) {

    boolean holdsFor(String model) {
      for (String pattern : models) {
        if (matches(pattern, model)) {
          return true;
        }
      }
      return models.isEmpty();
    }

    private static boolean matches(String pattern, String model) {
      return pattern.endsWith("*")
          ? model.startsWith(pattern.substring(0, pattern.length() - 1))
          : model.equals(pattern);
    }
  }

  /** The words that a line may begin with. */
  public static final List<String> VERBS =
      List.of("drop", "rename", "replace", "only", "role", "prefix", "callids", "set", "fold", "format");

  private final List<Line> lines;

  private Quirks(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * Reads the lines. Blank ones are skipped.
   *
   * @throws IllegalArgumentException naming the line that can't be understood
   */
  public static Quirks parse(String text) {
    return new Quirks(text.lines().map(String::trim).filter(line -> !line.isEmpty()).map(Quirks::line).toList());
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }

  private static Line line(String text) {
    List<String> models = List.of();
    String rest = text;
    if (text.startsWith("for ") && text.contains(": ")) {
      int colon = text.indexOf(": ");
      models = words(text.substring("for ".length(), colon));
      rest = text.substring(colon + 2);
    }
    List<String> words = words(rest);
    String verb = words.get(0);
    boolean understood = switch (verb) {
      case "drop" -> words.size() > 1;
      case "rename", "only", "set" -> words.size() == 3;
      case "replace" -> words.size() == 4;
      case "role" -> words.equals(List.of("role", "developer", "system"));
      case "prefix" -> words.size() == 2;
      case "fold" -> words.size() == 1;
      case "format" -> words.equals(List.of("format", "json_object"));
      case "callids" -> words.size() == 2 && words.get(1).matches("[1-9]\\d?") && length(words.get(1)) <= ShortId.LONGEST;
      default -> false;
    };
    if (!understood) {
      throw new IllegalArgumentException("The quirk '" + text + "' can't be understood. Write 'drop <field> …', "
          + "'rename <old> <new>', 'replace <field> <old> <new>', 'only <field> <value>', 'role developer system', "
          + "'prefix <text>', 'callids <length>', 'set <field> <text>', 'fold' or 'format json_object'; "
          + "'for <model> …: ' may precede each.");
    }
    List<String> values = verb.equals("replace") || verb.equals("only") ? words.subList(2, words.size()) : List.of();
    return new Line(models, verb, words.subList(1, words.size()), values.stream().map(QuirkValue::of).toList());
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.trim().split("\\s+"));
  }

  /** Returns the model's name as the provider writes it: with the provider's prefix, unless the name has a slash of its own. */
  public String upstreamModel(String model) {
    for (Line line : lines) {
      if (line.verb.equals("prefix") && !model.contains("/")) {
        return line.words.get(0) + model;
      }
    }
    return model;
  }

  /** Returns whether a field is dropped for a model. */
  public boolean drops(String field, String model) {
    for (Line line : lines) {
      if (line.verb.equals("drop") && line.words.contains(field) && line.holdsFor(model)) {
        return true;
      }
    }
    return false;
  }

  /** Applies the lines that hold for a model; {@code fold} first, since it gives some roles a value of its own. */
  public void apply(BodyScan scan, String model, BodyEdit edit) {
    for (Line line : lines) {
      if (line.verb.equals("fold") && line.holdsFor(model)) {
        FoldMessages.apply(scan, edit);
      }
    }
    for (Line line : lines) {
      if (line.holdsFor(model)) {
        apply(line, scan, edit);
      }
    }
  }

  private static void apply(Line line, BodyScan scan, BodyEdit edit) {
    switch (line.verb) {
      case "drop" -> line.words.forEach(field -> drop(field, scan, edit));
      case "rename" -> rename(line.words.get(0), line.words.get(1), scan, edit);
      case "replace" -> replace(line.words.get(0), line.values, scan, edit);
      case "only" -> requireOnly(line.words.get(0), line.values.get(0), scan);
      case "role" -> scan.developerRoles().forEach(role ->
          edit.replace(role.start(), role.end(), "\"system\"".getBytes(StandardCharsets.US_ASCII)));
      case "callids" -> fitCallIds(length(line.words.get(0)), scan, edit);
      case "format" -> SchemaInWords.apply(scan, edit);
      case "set" -> set(line.words.get(0), line.words.get(1), scan, edit);
      default -> { }
    }
  }

  private static int length(String word) {
    return Integer.parseInt(word);
  }

  /** Shortens the ids of calls and of their results in the same way, so that each result still names its call. */
  private static void fitCallIds(int length, BodyScan scan, BodyEdit edit) {
    for (CallIds.CallId call : CallIds.in(scan)) {
      String fitting = ShortId.of(call.id(), length);
      if (!fitting.equals(call.id())) {
        edit.replace(call.where().start(), call.where().end(), ('"' + fitting + '"').getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private static void set(String name, String text, BodyScan scan, BodyEdit edit) {
    String json = "\"" + text + "\"";
    Field present = scan.fields().stream().filter(field -> field.name().equals(name)).findFirst().orElse(null);
    if (present == null) {
      edit.add(name, json);
    } else {
      edit.value(present, json.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void drop(String field, BodyScan scan, BodyEdit edit) {
    if (field.equals("messages.name")) {
      for (Span name : scan.messageNames()) {
        edit.cutNested(name);
      }
    } else {
      edit.cut(field);
    }
  }

  private static void replace(String name, List<QuirkValue> oldAndNew, BodyScan scan, BodyEdit edit) {
    for (Field field : scan.fields()) {
      if (field.name().equals(name) && oldAndNew.get(0).isIn(scan, field)) {
        edit.value(field, oldAndNew.get(1).json());
      }
    }
  }

  /** Refuses another value, since the provider would silently ignore it and the caller would get less than was asked for. */
  private static void requireOnly(String name, QuirkValue value, BodyScan scan) {
    for (Field field : scan.fields()) {
      if (field.name().equals(name) && field.type() != JsonToken.VALUE_NULL && !value.isIn(scan, field)) {
        throw GatewayException.badRequest(ErrorCode.UNSUPPORTED_VALUE, name,
            "'" + name + "' can only be " + value.word() + " with this provider.");
      }
    }
  }

  /** Renames a field. The new name wins where the caller sent both. */
  private static void rename(String from, String to, BodyScan scan, BodyEdit edit) {
    List<Field> old = new ArrayList<>();
    boolean taken = false;
    for (Field field : scan.fields()) {
      if (field.name().equals(from)) {
        old.add(field);
      }
      taken |= field.name().equals(to);
    }
    for (Field field : old) {
      if (taken) {
        edit.cut(field);
      } else {
        edit.rename(field, to);
      }
    }
  }
}
