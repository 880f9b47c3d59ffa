package app.orqen.dispatch.call;

import app.orqen.admission.Footprint;
import app.orqen.admission.Reservation;
import app.orqen.request.BodyScan;
import app.orqen.request.Slice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * The body of a provider call: slices of the client's bytes and of what takes the place of some, never copied together. It
 * leads the HTTP client's interceptor to the {@link UpstreamCall} that it belongs to.
 */
public final class UpstreamBody extends AbstractHttpEntity {

  private final BodyScan source;
  private List<Slice> slices;
  private final long length;
  private final UpstreamCall call;

  /**
   * Makes the body of a call.
   *
   * @param source the client's body, which the slices may be parts of; null when it is needed until the answer ends
   */
  UpstreamBody(List<Slice> slices, BodyScan source, String contentType, UpstreamCall call) {
    super(contentType, null);
    this.source = source;
    this.slices = slices;
    this.length = length(slices);
    this.call = call;
  }

  private static long length(List<Slice> slices) {
    long length = 0;
    for (Slice slice : slices) {
      length += slice.length();
    }
    return length;
  }

  public UpstreamCall call() {
    return call;
  }

  /**
   * Gives it back, and the client's request with it: a provider has begun a good answer, which may take long, and nobody will
   * send it again.
   */
  public void giveBack() {
    if (source == null) {
      return;
    }
    slices = List.of();
    source.giveBack();
    Reservation memory = call.inbound().memory();
    memory.shrink(Math.max(0, memory.bytes() - Footprint.REQUEST));
  }

  @Override
  public long getContentLength() {
    return length;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public InputStream getContent() {
    return new SequenceInputStream(Collections.enumeration(slices.stream()
        .map(slice -> (InputStream) new ByteArrayInputStream(slice.bytes(), slice.offset(), slice.length()))
        .toList()));
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    for (Slice slice : slices) {
      out.write(slice.bytes(), slice.offset(), slice.length());
    }
    call.sent();
  }

  @Override
  public void close() {
    // nothing is open
  }

  /** Returns its size, never its text. */
  @Override
  public String toString() {
    return "UpstreamBody[" + length + " bytes]";
  }
}
