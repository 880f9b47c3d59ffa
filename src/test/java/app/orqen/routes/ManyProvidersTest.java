package app.orqen.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** The work of reading a folder grows with its files, and not with their square. It is counted in bytes allocated, not in time. */
class ManyProvidersTest {

  private static long work(int providers) throws IOException {
    SortedMap<String, String> texts = RoutesFolderTest.texts();
    String groq = texts.get("provider-groq.camel.yaml");
    for (int i = 0; i < providers; i++) {
      texts.put("provider-own" + i + ".camel.yaml", groq.replace("provider-groq", "provider-own" + i).replace("value: groq", "value: own" + i));
    }
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    assertThat(RoutesFolderTest.findings(texts)).isEmpty();
    return thread.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void eachOfAThousandTakesAsMuchAsEachOfAHundred() throws IOException {
    work(0); // classes are loaded once
    long none = work(0);
    long hundred = work(100) - none;
    long thousand = work(1000) - none;
    assertThat(thousand / 10.0).isLessThan(1.5 * hundred);
  }
}
