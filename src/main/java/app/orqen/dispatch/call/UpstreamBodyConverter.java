package app.orqen.dispatch.call;

import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Converter;

/** Lets a route that makes its own answer read the request, as {@code unmarshal} does. */
@Converter(generateLoader = false)
public final class UpstreamBodyConverter {

  @Converter
  public InputStream toInputStream(UpstreamBody body) {
    return body.getContent();
  }

  @Converter
  public byte[] toBytes(UpstreamBody body) throws IOException {
    try (InputStream in = body.getContent()) {
      return in.readAllBytes();
    }
  }
}
