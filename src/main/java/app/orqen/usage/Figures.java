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
   * @param by the columns to group by, of {@code epoch_day}, {@code epoch_hour}, {@code key_id}, {@code provider} and {@code model};
   *     when it is empty, all requests are one group
   * @param percentiles which percentiles are wanted, such as {@code p95_ttft_ms}. They are of answers without an error, and null in a
   *     group that has no such answer
   * @return for each group the values that it is grouped by, its sums and its percentiles, all by these names
   */
  List<Map<String, Object>> of(String accountId, Period period, List<String> by, List<String> percentiles);

  /** Sums up the requests of a period by tag, sorted by tag and without percentiles. A request counts for each of its tags. */
  Map<String, Map<String, Object>> byTag(String accountId, Period period);

  /**
   * Counts errors of a period by kind.
   *
   * @return {@code error_code}, {@code error_source}, {@code status} and {@code requests} of each kind, the most frequent first
   */
  List<Map<String, Object>> errors(String accountId, Period period, int most);
}
