package app.orqen.usage;

import java.util.List;
import java.util.Map;

/** The sums of an account's usage. */
interface Figures {

  /** The sums that each figure has, beside {@code cost_usd} and {@code saved_usd}. */
  List<String> COUNTS = List.of("requests", "errors", "input_tokens", "output_tokens", "cached_tokens", "tools_in", "tools_out",
      "tokens_saved", "shadow_called", "shadow_missed", "ranked_called", "ranked_missed", "unpriced_requests");

  /**
   * Sums up the requests of a period.
   *
   * @param by what they are grouped by, of {@code epoch_day}, {@code epoch_hour}, {@code key_id}, {@code provider} and {@code model};
   *     nothing: all in one
   * @param percentiles which percentiles are wanted, such as {@code p95_ttft_ms}; over answers without an error, null without any
   * @return for each group what it is grouped by, its sums and its percentiles, all by these names
   */
  List<Map<String, Object>> of(String accountId, Period period, List<String> by, List<String> percentiles);

  /** Sums up the requests of a period by their tags, in the tags' order, without percentiles; one counts for each of its tags. */
  Map<String, Map<String, Object>> byTag(String accountId, Period period);

  /**
   * Counts errors of a period by kind.
   *
   * @return {@code error_code}, {@code error_source}, {@code status} and {@code requests} of each kind, the most frequent first
   */
  List<Map<String, Object>> errors(String accountId, Period period, int most);
}
