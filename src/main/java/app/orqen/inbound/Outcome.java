package app.orqen.inbound;

import app.orqen.cost.Bill;
import app.orqen.translate.answer.Usage;
import java.math.BigDecimal;
import java.util.List;

/**
 * What became of one request. The steps that learn something note it here, and it is read once at the request's end for the
 * log line, the metrics, the trace and the usage row. It holds metadata only: no prompt, no answer, no secret. Only the thread
 * that serves the request writes it.
 */
public final class Outcome {

  private String accountId;
  private String keyId;
  private String operation;
  private boolean stream;
  private String sessionId;
  private String provider;
  private String model;
  private String answeringModel;

  private int status;
  private String errorCode;
  private String errorSource;
  private String brokenOff;

  private String providerSaid;

  private List<String> tags = List.of();
  private Usage usage = Usage.NONE;
  private final Bill bill = new Bill();
  private final ToolOutcome tools = new ToolOutcome();
  private final CacheOutcome cache = new CacheOutcome();

  private AttemptLog attempts;
  private long firstByteNanos;
  private long upstreamNanos;

  // What the steps note

  /** Notes whose request it is. */
  public void authenticated(String account, String key) {
    accountId = account;
    keyId = key;
  }

  /** Notes that a key was used, by a request that isn't counted for an account. */
  public void keyUsed(String key) {
    keyId = key;
  }

  /** Forgets the key, since its account was deleted during the request: nothing more is written of it. */
  public void keyDeleted() {
    keyId = null;
  }

  /**
   * Notes what is asked for.
   *
   * @param label the operation's name in usage rows
   * @param streamed whether the answer is to be streamed
   * @param session the session's id, or null
   */
  public void asked(String label, boolean streamed, String session) {
    operation = label;
    stream = streamed;
    sessionId = session;
  }

  /** Notes who is to answer. */
  public void resolved(String providerId, String modelName) {
    provider = providerId;
    model = modelName;
  }

  /**
   * Notes that a call to one of several targets begins.
   *
   * @param credential the name of the stored credential, or null
   * @return false when it only goes on with what the last call's answer asked for
   */
  public boolean attempting(String credential) {
    return log().begin(provider, model, credential);
  }

  /** Notes a target of the request's plan that can't be called, and the status and the code of the error that says why. */
  public void leftOut(String providerId, String modelName, int httpStatus, String code) {
    log().leaveOut(providerId, modelName, null, httpStatus, code);
  }

  /**
   * Notes that the target that was to answer isn't called after all, and why. A later round of a call that runs belongs to that call.
   *
   * @param credential the name of the stored credential, or null
   */
  public void notCalled(String credential, int httpStatus, String code) {
    if (!log().isRunning()) {
      log().leaveOut(provider, model, credential, httpStatus, code);
    }
  }

  private AttemptLog log() {
    if (attempts == null) {
      attempts = new AttemptLog();
    }
    return attempts;
  }

  /** Returns the calls to the targets of the request's plan; null when it has none. */
  public AttemptLog attempts() {
    return attempts;
  }

  /** Notes the status that the client was sent. */
  public void answered(int code) {
    status = code;
  }

  /**
   * Notes an answer that is an error.
   *
   * @param source {@code gateway} or {@code provider}
   */
  public void failed(int httpStatus, String code, String source) {
    status = httpStatus;
    errorCode = code;
    errorSource = source;
  }

  /**
   * Notes that the answer broke off after its head was sent.
   *
   * @param source {@code gateway} or {@code provider}
   * @param why in words that hold no secret
   */
  public void brokeOff(String code, String source, String why) {
    errorCode = code;
    errorSource = source;
    brokenOff = why;
  }

  /** Notes what the provider said when it refused the credential or the call, without secrets and without a prompt. */
  public void refused(String words) {
    providerSaid = words;
  }

  /**
   * Adds what one call to a provider used.
   *
   * @param answering the model that the provider says has answered, or null
   */
  public void used(Usage used, String answering) {
    answeringModel = answering;
    usage = usage.plus(used);
    bill.used(used, answering, tools.tokensSaved());
  }

  /**
   * Adds what a call used that broke off, or whose provider told no tokens: what it told counts, the rest is estimated.
   *
   * @param delivered tokens that the client received, by an estimate
   */
  public void usedInPart(Usage told, String answering, long delivered) {
    long input = told.input() > 0 || bill.tariff() == null ? told.input() : bill.tariff().inputTokens();
    bill.estimated();
    used(told.atLeast(input, delivered), answering);
  }

  /** Notes the labels of the request's row, at most 8. */
  public void tagged(List<String> labels) {
    tags = labels;
  }

  /**
   * Notes that the first byte of the answer leaves now.
   *
   * @param nanos nanoseconds since the request's arrival
   * @return false when one has left before
   */
  boolean firstByte(long nanos) {
    if (firstByteNanos != 0) {
      return false;
    }
    firstByteNanos = nanos;
    return true;
  }

  /** Adds nanoseconds in which the gateway waited for the provider. Those after the first byte don't count. */
  public void waited(long nanos) {
    if (firstByteNanos == 0) {
      upstreamNanos += nanos;
    }
  }

  // What is read at the end

  /** Returns the account that the request counts for, or null. */
  public String accountId() {
    return accountId;
  }

  /** Returns the id of the key that was used, or null. */
  public String keyId() {
    return keyId;
  }

  /** Returns the operation's name, or null before the body was read. */
  public String operation() {
    return operation;
  }

  /** Returns whether a streamed answer was asked for. */
  public boolean stream() {
    return stream;
  }

  /** Returns the session's id, or null. */
  public String sessionId() {
    return sessionId;
  }

  /** Returns the id of the provider, or null when none was chosen. */
  public String provider() {
    return provider;
  }

  /** Returns the model that the provider was asked for, or null when none was chosen. */
  public String model() {
    return model;
  }

  /** Returns the model that the provider says has answered, or null when it doesn't say. */
  public String answeringModel() {
    return answeringModel;
  }

  /** Returns the status that the client was sent, or 0 while it isn't known. */
  public int status() {
    return status;
  }

  /** Returns the error's code, or null. */
  public String errorCode() {
    return errorCode;
  }

  /** Returns {@code gateway} or {@code provider} when the request failed, else null. */
  public String errorSource() {
    return errorSource;
  }

  /** Returns why the answer broke off after its head was sent, or null when it didn't. */
  public String brokenOff() {
    return brokenOff;
  }

  /** Returns what the provider said when it refused the credential or the call; null when it didn't, or may have quoted a prompt. */
  public String providerSaid() {
    return providerSaid;
  }

  /** Returns why the cache doesn't have the beginning of the prompt; null when it should have it, or when nothing is known. */
  public String cacheBreakReason() {
    return cache.broken() == null ? null : cache.broken().reason();
  }

  /**
   * Returns what the request cost more in US dollars because the cache didn't have what it had of the turn before; null when it should
   * have it, or when a price is not known.
   */
  public BigDecimal cacheBreakUsd() {
    return cache.broken() == null ? null : bill.costOfLost(usage, answeringModel, cache.broken().tokens());
  }

  /** Returns what all rounds of the request used together. */
  public Usage usage() {
    return usage;
  }

  /** Returns what those rounds cost. */
  public Bill bill() {
    return bill;
  }

  /** Returns the labels of the request's row. */
  public List<String> tags() {
    return tags;
  }

  /** Returns what became of the request's tools. */
  public ToolOutcome tools() {
    return tools;
  }

  /** Returns what became of the provider's cache of the prompt. */
  public CacheOutcome cache() {
    return cache;
  }

  /** Returns nanoseconds from the request's arrival to the first byte of the answer; 0 when there was none. */
  public long firstByteNanos() {
    return firstByteNanos;
  }

  /** Returns the nanoseconds until the first byte that were the gateway's own; 0 while there was none. */
  public long overheadNanos() {
    return Math.max(0, firstByteNanos - upstreamNanos);
  }
}
