package app.orqen.account;

import app.orqen.json.Surrogates;
import app.orqen.key.BudgetPeriod;
import app.orqen.key.KeyRules.Runaway;
import app.orqen.key.NameList;
import app.orqen.key.Networks;
import app.orqen.key.Scope;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of a key, and of an account, that say what it may do and spend. They have the names of their columns. */
final class KeyFields {

  /** The fields that a key can have. */
  static final Set<String> OF_KEY = Set.of("scope", "allowed_models", "allowed_networks", "tpm_limit", "max_parallel_requests",
      "max_budget_usd", "budget_period", "daily_token_budget", "weekly_token_budget", "max_session_usd", "max_session_requests", "runaway",
      "runaway_repeats", "tags");
  /** The fields that an account can have. */
  static final Set<String> OF_ACCOUNT = Set.of("max_budget_usd", "budget_period", "allowed_models", "tpm_limit");

  private static final int MOST_PATTERNS = 100;
  private static final int LONGEST_PATTERN = 300;
  private static final int MOST_TAGS = 8;
  private static final int LONGEST_TAG = 60;
  private static final int MOST_TOKENS_A_MINUTE = 1_000_000_000;
  private static final int MOST_PARALLEL = 10_000;
  private static final int MOST_REPEATS = 100;
  private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000_000);

  private KeyFields() {}

  /** Returns those of the fields that the body has, with their values in the form of their columns. */
  static Map<String, Object> columns(Fields fields, Set<String> names) {
    Map<String, Object> columns = new LinkedHashMap<>();
    fields.names().stream().filter(names::contains).forEach(name -> columns.put(name, column(fields, name)));
    return columns;
  }

  /** Returns the value of one of these fields in the form of its column. */
  static Object column(Fields fields, String name) {
    return switch (name) {
      case "scope" -> oneOf(fields, name, labels(Scope.values()));
      case "runaway" -> oneOf(fields, name, Arrays.stream(Runaway.values()).map(Runaway::label).toList());
      case "budget_period" -> oneOf(fields, name, Arrays.stream(BudgetPeriod.values()).map(BudgetPeriod::label).toList());
      case "allowed_models" -> NameList.write(fields.strings(name, 1, MOST_PATTERNS, KeyFields::isPattern,
          "must be null or a list of 1 to 100 models such as openai/gpt-4o, with '*' only at a name's end"));
      case "allowed_networks" -> NameList.write(fields.strings(name, 1, MOST_PATTERNS, KeyFields::isNetwork,
          "must be null or a list of 1 to 100 networks such as 10.0.0.0/8 or 2001:db8::/32"));
      case "tags" -> NameList.write(fields.strings(name, 0, MOST_TAGS, KeyFields::isTag,
          "must be a list of up to 8 texts of 1 to 60 characters"));
      case "tpm_limit" -> fields.integerOrNull(name, 1, MOST_TOKENS_A_MINUTE);
      case "max_parallel_requests" -> fields.integerOrNull(name, 1, MOST_PARALLEL);
      case "max_session_requests" -> fields.integerOrNull(name, 1, Integer.MAX_VALUE);
      case "runaway_repeats" -> fields.integer(name, 2, MOST_REPEATS);
      case "daily_token_budget", "weekly_token_budget" -> fields.positiveOrNull(name);
      case "max_budget_usd", "max_session_usd" -> fields.usdOrNull(name, MOST_USD);
      default -> throw new IllegalStateException("no column for the field " + name);
    };
  }

  private static List<String> labels(Scope[] scopes) {
    return Arrays.stream(scopes).map(Scope::label).toList();
  }

  private static String oneOf(Fields fields, String name, List<String> labels) {
    String value = fields.string(name);
    if (!labels.contains(value)) {
      throw Fields.invalid(name, "must be one of " + String.join(", ", labels));
    }
    return value;
  }

  private static boolean isPattern(String text) {
    return isText(text, LONGEST_PATTERN) && text.indexOf('*') == (text.endsWith("*") ? text.length() - 1 : -1);
  }

  private static boolean isNetwork(String text) {
    try {
      Networks.of(List.of(text));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isTag(String text) {
    return isText(text, LONGEST_TAG) && text.indexOf(',') < 0;
  }

  private static boolean isText(String text, int longest) {
    return !text.isBlank() && text.length() <= longest && !Surrogates.hasHalf(text)
        && text.codePoints().noneMatch(Character::isISOControl);
  }
}
