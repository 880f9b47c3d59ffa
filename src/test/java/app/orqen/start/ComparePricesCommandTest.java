package app.orqen.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparePricesCommandTest {

  @TempDir
  Path folder;
  private int code;

  private String run(String... words) {
    CommandRun run = CommandRun.of(words);
    code = run.code();
    return run.out();
  }

  private String file(String name, String csv) throws Exception {
    return Files.writeString(folder.resolve(name), csv).toString();
  }

  @Test
  void saysWhatDiffers() throws Exception {
    String newer = file("newer.csv", "provider,model,input,output,vision,max_output_tokens,efforts\n"
        + "openai,gpt-4o,3,10.0,,16384,\nopenai,none-such,1,2,no,5,low high\n");

    assertThat(run("compare-prices", newer)).isEqualTo("""
        openai/gpt-4o input: 2.5 -> 3
        openai/none-such: a new model
        2 of 2 models differ.
        """);
    assertThat(code).isEqualTo(1);
    assertThat(run("compare-prices", newer, "--json")).isEqualTo("""
        {"differences":[{"before":"2.5","column":"input","model":"openai/gpt-4o","now":"3"},\
        {"before":null,"column":null,"model":"openai/none-such","now":null}]}
        """);
  }

  @Test
  void theOperatorsOwnFileCounts() throws Exception {
    String newer = file("newer.csv", "provider,model,input,cache_read_above,tools\nopenai,gpt-4o,3,0.000001,no\n");
    String own = file("own.csv", "provider,model,input,tools\nopenai,gpt-4o,3.00,no\n");

    assertThat(run("compare-prices", newer, own)).isEqualTo("""
        openai/gpt-4o cache_read_above: not known -> 0.000001
        1 of 1 models differ.
        """);
    assertThat(run("compare-prices", own, own)).isEqualTo("Nothing differs in 1 rows.\n");
    assertThat(code).isZero();
  }

  @Test
  void theBuiltInTableDoesNotDifferFromItself() {
    assertThat(run("compare-prices", "src/main/resources/model-facts.csv")).startsWith("Nothing differs in ");
    assertThat(code).isZero();
  }

  @Test
  void refusesWhatItDoesNotUnderstand() throws Exception {
    assertThat(run("compare-prices")).startsWith("Usage:");
    assertThat(run("compare-prices", "a", "b", "c")).startsWith("Usage:");
    assertThat(run("compare-prices", folder.resolve("none.csv").toString())).contains("can't be read", "none.csv");
    assertThat(code).isEqualTo(2);
    assertThat(run("compare-prices", file("odd.csv", "provider,model,input\nopenai,gpt-4o,cheap\n"))).contains("line 2", "column 'input'");
    assertThat(code).isEqualTo(2);
  }
}
