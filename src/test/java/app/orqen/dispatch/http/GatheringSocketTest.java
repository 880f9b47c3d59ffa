package app.orqen.dispatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheringSocketTest {

  private final List<String> writes = new ArrayList<>();
  private final OutputStream gathered = new GatheringSocket.Gathered(new OutputStream() {
    @Override
    public void write(int b) {
      throw new IllegalStateException("byte by byte");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writes.add(new String(bytes, offset, length, StandardCharsets.US_ASCII));
    }
  });

  private void write(String text) throws IOException {
    gathered.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void headAndBodyGoOutTogether() throws IOException {
    write("head");
    gathered.write(' ');
    write("x".repeat(5000));
    assertThat(writes).isEmpty();
    gathered.flush();
    assertThat(writes).containsExactly("head " + "x".repeat(5000));
    gathered.flush();
    assertThat(writes).hasSize(1);
  }

  @Test
  void whatIsLongPassesByInItsOrder() throws IOException {
    write("head");
    write("x".repeat(9000));
    write("end");
    gathered.flush();
    assertThat(writes).containsExactly("head", "x".repeat(9000), "end");
  }

  @Test
  void whatDoesNotFitGoesOutFirst() throws IOException {
    write("a".repeat(5000));
    write("b".repeat(5000));
    gathered.flush();
    assertThat(writes).containsExactly("a".repeat(5000), "b".repeat(5000));
  }
}
