package app.orqen.usage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The sums of requests by tag and day. A request counts for each of its tags. */
final class TagSums {

  private static final int SECONDS_OF_DAY = 86_400;
  private static final List<String> AMOUNTS = amounts();

  private final SumNames names;
  private final SumTable table;

  TagSums(JdbcOperations jdbc, boolean embedded, SumNames names) {
    this.names = names;
    this.table = new SumTable(jdbc, embedded, "usage_tag", List.of("account_id", "epoch_day", "tag"), values());
  }

  private static List<String> amounts() {
    List<String> amounts = new ArrayList<>(PeriodSums.SUMS);
    amounts.add("errors");
    return List.copyOf(amounts);
  }

  private static Map<String, SumTable.Merge> values() {
    Map<String, SumTable.Merge> values = new LinkedHashMap<>(SumTable.sumsOf(AMOUNTS));
    values.put("hours", SumTable.Merge.BITS);
    return values;
  }

  /** What one row adds. */
  record Share(PeriodSums.Share amounts, Collection<String> tags) {}

  void add(List<Share> shares) {
    SumTable.Sums sums = table.sums();
    for (Share share : shares) {
      PeriodSums.Share row = share.amounts;
      long day = row.second() / SECONDS_OF_DAY;
      Object[] amounts = Arrays.copyOf(row.amounts(), row.amounts().length + 2);
      amounts[amounts.length - 2] = row.isError() ? 1L : 0L;
      amounts[amounts.length - 1] = UsageMarks.hour(row.second());
      share.tags.stream().map(tag -> names.of(SumNames.Kind.TAG, row.account(), day, UsageRow.clean(tag, ToolNamesColumn.MAX_NAME)))
          .distinct().forEach(tag -> sums.add(List.of(row.account(), day, tag), amounts));
    }
    table.add(sums);
  }

  /** Returns the sums of a period by tag, in the tags' order. */
  static Map<String, Map<String, Object>> of(JdbcClient jdbc, String accountId, Period period) {
    Map<String, Map<String, Object>> byTag = new LinkedHashMap<>();
    jdbc.sql("select tag, " + String.join(", ", AMOUNTS.stream().filter(amount -> !amount.equals("unpriced"))
            .map(amount -> "sum(" + amount + ") as " + amount).toList())
            + ", sum(unpriced) as unpriced_requests from usage_tag where account_id = :account and epoch_day >= :from and epoch_day <= :to "
            + "group by tag")
        .param("account", accountId).param("from", period.from().toEpochDay()).param("to", period.to().toEpochDay())
        .query((row, number) -> Map.entry(row.getString("tag"), SummedFigures.figure(row, List.of(), List.of()))).list().stream()
        .sorted(Map.Entry.comparingByKey()).forEach(entry -> byTag.put(entry.getKey(), entry.getValue()));
    return byTag;
  }
}
