package app.orqen.cost;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.catalogue.ModelTable;
import app.orqen.translate.answer.Usage;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it costs that a prompt wasn't read from a cache. Claude Sonnet 4.5 costs 3, cached 0.30, written 3.75 or 6 dollars a million. */
class LostCacheTest {

  private static final ModelTable TABLE = new ModelTable();

  @BeforeAll
  static void read() throws IOException {
    try (InputStream csv = LostCacheTest.class.getResourceAsStream("/model-facts.csv")) {
      TABLE.add("model-facts.csv", csv);
    }
  }

  private static Bill bill(String model) {
    Bill bill = new Bill();
    bill.calling(Tariff.of(TABLE, "anthropic", "anthropic", model, null, 0));
    return bill;
  }

  @ParameterizedTest
  @CsvSource({
      // input, cached, written for 5 minutes, for an hour, wanted, dollars
      "10000, 0, 0, 0, 10000, 0.027",
      "10000, 0, 10000, 0, 10000, 0.0345",
      "10000, 0, 0, 10000, 10000, 0.057",
      "10000, 4000, 0, 0, 10000, 0.0162",
      "10000, 4000, 3000, 0, 10000, 0.01845",
      "10000, 10000, 0, 0, 10000, 0",
      "10000, 8000, 0, 0, 5000, 0",
      "1000, 0, 0, 0, 10000, 0.0027"})
  void theDifferenceIsTold(long input, long cached, long write5m, long write1h, long wanted, String usd) {
    Usage usage = new Usage(input, 10, cached, write5m, write1h, 0, null);
    assertThat(bill("claude-sonnet-4-5").costOfLost(usage, null, wanted)).isEqualByComparingTo(usd);
  }

  @Test
  void withoutAPriceNothingIsTold() {
    assertThat(bill("unknown-model").costOfLost(new Usage(10, 1, 0, 0, 0, 0, null), null, 5)).isNull();
    assertThat(new Bill().costOfLost(Usage.NONE, null, 5)).isNull();
  }
}
