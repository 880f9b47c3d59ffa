package app.orqen.dispatch.http;

import app.orqen.dispatch.call.UpstreamCall;
import java.io.IOException;
import java.io.InputStream;

/** A provider's answer. Each read is a wait of its own, since some providers send blank lines for minutes while they think. */
final class Pieces extends InputStream {

  private final UpstreamCall call;
  private final InputStream in;

  Pieces(UpstreamCall call, InputStream in) {
    this.call = call;
    this.in = in;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    call.await();
    try {
      return in.read(bytes, offset, length);
    } finally {
      call.arrived(); // A wait that ends in a failure was the provider's time too.
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
