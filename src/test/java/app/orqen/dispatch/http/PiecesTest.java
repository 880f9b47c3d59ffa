package app.orqen.dispatch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;

import app.orqen.dispatch.call.UpstreamCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class PiecesTest {

  private final UpstreamCall call = mock(UpstreamCall.class);

  private void assertOneWait() {
    InOrder order = inOrder(call);
    order.verify(call).await();
    order.verify(call).arrived();
    order.verifyNoMoreInteractions();
  }

  @Test
  void aReadIsAWait() throws IOException {
    assertThat(new Pieces(call, new ByteArrayInputStream(new byte[3])).read(new byte[9], 0, 9)).isEqualTo(3);
    assertOneWait();
  }

  /** A call that runs into a time limit has waited for the provider: that isn't the gateway's own time. */
  @Test
  void aReadThatFailsIsAWaitToo() {
    InputStream cut = new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("cut");
      }
    };
    assertThatThrownBy(() -> new Pieces(call, cut).read()).isInstanceOf(IOException.class);
    assertOneWait();
  }
}
