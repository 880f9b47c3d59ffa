package app.orqen.form;

import app.orqen.inbound.Inbound;
import app.orqen.request.BodyReader;
import app.orqen.request.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A form of which the beginning was looked at, and the rest is still to come. */
final class FormUpload implements Upload {

  private static final int CHUNK = 16 * 1024;
  private static final long UNKNOWN = -1;

  private final Inbound inbound;
  private final String contentType;
  private final String boundary;
  private final String named;
  private final boolean whole;
  private final long maxBytes;
  private final int size;
  private byte[] beginning;
  private boolean begun;

  /**
   * Creates it.
   *
   * @param beginning has the bytes that were read, {@code size} of them
   * @param whole whether these are the whole form
   * @param named the model that the request's address names; null when the form names it
   * @param maxBytes the most that a body may have
   */
  FormUpload(Inbound inbound, String boundary, byte[] beginning, int size, boolean whole, String named, long maxBytes) {
    this.inbound = inbound;
    this.contentType = inbound.request().getContentType();
    this.boundary = boundary;
    this.beginning = beginning;
    this.size = size;
    this.whole = whole;
    this.named = named;
    this.maxBytes = maxBytes;
  }

  @Override
  public String contentType() {
    return contentType;
  }

  /** Returns the announced length with what is left out and what is put in. It isn't known when a model may still come. */
  @Override
  public long length(String model) {
    long announced = inbound.request().getContentLengthLong();
    if (!whole && (announced < 0 || named != null)) {
      return UNKNOWN;
    }
    Counted written = new Counted();
    FormWriter writer = new FormWriter(written, boundary, model, named);
    FormParser parser = new FormParser(boundary, writer);
    try {
      writer.begin();
      parser.feed(beginning, 0, size);
      if (whole) {
        parser.finish();
        return written.bytes;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return announced - (size - parser.held()) + written.bytes + parser.owed();
  }

  /** Counts bytes and drops them. */
  private static final class Counted extends OutputStream {

    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] chunk, int offset, int length) {
      bytes += length;
    }
  }

  @Override
  public void writeTo(OutputStream out, String model, Runnable came) throws IOException {
    begun = true;
    FormWriter writer = new FormWriter(out, boundary, model, named);
    FormParser parser = new FormParser(boundary, writer);
    writer.begin();
    parser.feed(beginning, 0, size);
    writer.looked();
    if (!whole) {
      rest(parser, came);
    }
    parser.finish();
  }

  private void rest(FormParser parser, Runnable came) throws IOException {
    byte[] chunk = new byte[CHUNK];
    InputStream in = inbound.request().getInputStream();
    long read = size;
    for (int n = BodyReader.readSome(inbound, in, chunk); n >= 0; n = BodyReader.readSome(inbound, in, chunk)) {
      came.run();
      read += n;
      if (read > maxBytes) {
        throw BodyReader.overLimit(maxBytes);
      }
      parser.feed(chunk, 0, n);
    }
    came.run();
    if (read < inbound.request().getContentLengthLong()) {
      throw BodyReader.brokeOff();
    }
  }

  @Override
  public boolean isBegun() {
    return begun;
  }

  @Override
  public void giveBack() {
    beginning = new byte[0];
  }
}
