package app.orqen.relay;

import app.orqen.bytes.ByteSearch;
import app.orqen.translate.framing.EventFrameDecoder;
import app.orqen.translate.framing.EventFrameEncoder;
import app.orqen.translate.framing.FramingException;
import app.orqen.translate.wire.Surface;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/** Puts {@code ***} where a provider's answer repeats the credential that was sent with the request. */
final class Redactor {

  /** What is before the base64 of an event in a frame of InvokeModel's. */
  private static final String ENCODED = "{\"bytes\":\"";
  private static final byte[] MASK = {'*', '*', '*'};

  private final List<byte[]> secrets;

  /** Keeps the secrets. JSON may spell a secret with escapes, so both of its common spellings are looked for. */
  Redactor(List<byte[]> secrets) {
    List<byte[]> all = new ArrayList<>(secrets);
    for (byte[] secret : secrets) {
      String plain = new String(secret, StandardCharsets.US_ASCII);
      String escaped = plain.replace("\\", "\\\\").replace("\"", "\\\"");
      if (!escaped.equals(plain)) {
        all.add(escaped.getBytes(StandardCharsets.US_ASCII));
      }
      if (escaped.indexOf('/') >= 0) {
        all.add(escaped.replace("/", "\\/").getBytes(StandardCharsets.US_ASCII));
      }
    }
    this.secrets = all;
  }

  /** Returns what hides the secrets in an answer that isn't text. */
  SecretMask mask() {
    return new SecretMask(secrets);
  }

  /** Returns the redacted bytes, or the same array when there is nothing to hide in it. */
  byte[] redact(byte[] bytes) {
    byte[] result = bytes;
    for (byte[] secret : secrets) {
      result = redact(result, secret);
    }
    return result;
  }

  /** Returns whether a range of bytes contains a secret. */
  boolean finds(byte[] bytes, int from, int to) {
    for (byte[] secret : secrets) {
      if (ByteSearch.indexOf(bytes, from, to, secret) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Redacts whole events of a stream. A frame of Converse gets new checksums. */
  byte[] redact(byte[] events, Surface surface) {
    if (!surface.isFramed() || !surface.isEncoded() && !finds(events, 0, events.length)) {
      return redact(events);
    }
    UnaryOperator<byte[]> events64 = surface.isEncoded() ? this::redactEncoded : this::redact;
    ByteArrayOutputStream out = new ByteArrayOutputStream(events.length);
    try {
      new EventFrameDecoder().feed(events, 0, events.length, frame -> {
        boolean event = frame.messageType().equals("event");
        byte[] clean = event ? events64.apply(frame.payload()) : redact(frame.payload());
        out.writeBytes(clean == frame.payload() ? frame.raw()
            : event ? EventFrameEncoder.event(frame.type(), clean) : EventFrameEncoder.exception(frame.type(), clean));
      });
    } catch (FramingException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  /** Redacts an event in base64, {@code {"bytes":"…"}}. Bedrock puts padding behind it. */
  private byte[] redactEncoded(byte[] payload) {
    String json = new String(payload, StandardCharsets.ISO_8859_1);
    if (!json.startsWith(ENCODED)) {
      return redact(payload);
    }
    int end = json.indexOf('"', ENCODED.length());
    byte[] event = Base64.getDecoder().decode(json.substring(ENCODED.length(), end));
    byte[] clean = redact(event);
    return clean == event ? payload
        : (ENCODED + Base64.getEncoder().encodeToString(clean) + json.substring(end)).getBytes(StandardCharsets.ISO_8859_1);
  }

  String redact(String text) {
    String result = text;
    for (byte[] secret : secrets) {
      result = result.replace(new String(secret, StandardCharsets.US_ASCII), "***");
    }
    return result;
  }

  private static byte[] redact(byte[] bytes, byte[] secret) {
    int at = ByteSearch.indexOf(bytes, 0, bytes.length, secret);
    if (at < 0) {
      return bytes;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    int from = 0;
    for (; at >= 0; at = ByteSearch.indexOf(bytes, from, bytes.length, secret)) {
      out.write(bytes, from, at - from);
      out.writeBytes(MASK);
      from = at + secret.length;
    }
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }
}
