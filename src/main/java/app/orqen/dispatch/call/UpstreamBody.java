package app.orqen.dispatch.call;

import app.orqen.admission.Footprint;
import app.orqen.admission.NoRoomException;
import app.orqen.admission.Reservation;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyScan;
import app.orqen.request.Slice;
import app.orqen.request.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * The body of a provider call: a form that is still to come, or slices of the client's bytes and of what takes the place of some, never copied together. It
 * leads the HTTP client's interceptor to the {@link UpstreamCall} that it belongs to.
 */
public final class UpstreamBody extends AbstractHttpEntity {

  private final BodyScan source;
  private final boolean untilContent;
  private List<Slice> slices;
  private final Upload upload;
  private final String model;
  private final long length;
  private final UpstreamCall call;

  /**
   * Makes the body of a call.
   *
   * @param source the client's body, which the slices may be parts of; null when it is needed until the answer ends
   * @param untilContent whether it is needed until the answer has content, since another provider may be asked until then
   */
  UpstreamBody(List<Slice> slices, BodyScan source, boolean untilContent, String contentType, UpstreamCall call) {
    super(contentType, null);
    this.untilContent = untilContent;
    this.source = source;
    this.slices = slices;
    this.upload = null;
    this.model = null;
    this.length = length(slices);
    this.call = call;
  }

  /**
   * Makes the body of a call that takes a form on as it comes.
   *
   * @param source the copy of the form's first fields
   * @param model the provider's name for the model
   */
  UpstreamBody(Upload upload, BodyScan source, String model, UpstreamCall call) {
    super(upload.contentType(), null);
    this.untilContent = false;
    this.source = source;
    this.slices = List.of();
    this.upload = upload;
    this.model = model;
    this.length = upload.length(model);
    this.call = call;
    call.uploads();
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
    if (source != null && !untilContent) {
      release();
    }
  }

  /** Gives it back when the answer has content. */
  void releaseAtContent() {
    if (source != null && untilContent) {
      release();
    }
  }

  private void release() {
    slices = List.of();
    if (upload != null) {
      upload.giveBack();
    }
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
    return upload == null;
  }

  @Override
  public boolean isStreaming() {
    return upload != null;
  }

  @Override
  public InputStream getContent() {
    if (upload != null) {
      throw new UnsupportedOperationException("a form is only written");
    }
    return new SequenceInputStream(Collections.enumeration(slices.stream()
        .map(slice -> (InputStream) new ByteArrayInputStream(slice.bytes(), slice.offset(), slice.length()))
        .toList()));
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    for (Slice slice : slices) {
      out.write(slice.bytes(), slice.offset(), slice.length());
    }
    if (upload != null) {
      upload(out);
    }
    call.sent();
  }

  /** Takes the form on. What is wrong with it is the client's fault, and says nothing about the provider. */
  private void upload(OutputStream out) throws IOException {
    try {
      upload.writeTo(out, model, call::uploading);
    } catch (GatewayException | NoRoomException e) {
      call.refused();
      throw e;
    }
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
