package app.orqen.inbound;

import app.orqen.translate.answer.Usage;
import java.util.List;

/**
 * What became of one request, filled in by the steps that learn it and read once at its end for the log line, the
 * metrics and the usage row. Metadata only: no prompt, no answer, no secret. Written by the thread that serves the
 * request.
 */
public final class Outcome {

  public String accountId;
  public String keyId;
  public String operation;
  public String provider;
  public String model;
  /** The model that the provider says has answered; null when it does not say. */
  public String answeringModel;
  public boolean stream;
  public String sessionId;

  public int status;
  public String errorCode;
  public String errorSource;
  /** Why the answer broke off after its head was sent; null when it did not. */
  public String brokenOff;

  /** What all rounds of the request used; {@link #used} adds to it. */
  public Usage usage = Usage.NONE;
  public long inputTokens;
  public long outputTokens;
  public long cachedTokens;
  public int toolsIn;
  public int toolsOut;
  public long tokensSaved;
  /** Distinct tools that the model called, and how many of them pruning left out (or would have, in shadow mode). */
  public int toolsCalled;
  public int toolsMissed;
  /** Names of tools that pruning left out and the model asked for, or called all the same. */
  public List<String> toolsRecovered = List.of();
  public boolean pruneShadow;
  /** Names of the tools that pruning kept and left out (or would have, in shadow mode); empty where it ranked nothing. */
  public List<String> toolsKept = List.of();
  public List<String> toolsDropped = List.of();

  /** Nanoseconds from the request's arrival to the first byte of the answer; 0 when there was none. */
  public long firstByteNanos;
  /** Nanoseconds of that time in which the gateway waited for the provider. */
  public long upstreamNanos;

  /**
   * Adds what one call to a provider used.
   *
   * @param answering the model that the provider says has answered, or null
   */
  public void used(Usage used, String answering) {
    answeringModel = answering;
    usage = usage.plus(used);
    inputTokens = usage.input();
    outputTokens = usage.output();
    cachedTokens = usage.cached();
  }

  /** Nanoseconds until the first byte that were the gateway's own; 0 while there was none. */
  public long overheadNanos() {
    return Math.max(0, firstByteNanos - upstreamNanos);
  }
}
