package app.orqen.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The calls of one request to the targets of its plan, in order, for its usage row. Written by the thread that serves the request. */
public final class AttemptLog {

  /**
   * One call.
   *
   * @param credential the name of the stored credential, or null
   * @param status the status of its answer, or that of the error that the gateway made of its failure
   * @param errorCode null when it succeeded
   */
  public record Attempt(String provider, String model, String credential, int status, String errorCode, double durationMs) {}

  private final List<Attempt> ended = new ArrayList<>(2);
  private int leftOut;
  private String provider;
  private String model;
  private String credential;
  private long begunAt;

  AttemptLog() {}

  /**
   * Notes that a call begins. A call that goes on with what the last one's answer asked for counts with it.
   *
   * @return whether it counts by itself
   */
  boolean begin(String providerId, String modelName, String credentialName) {
    if (provider != null) {
      return false;
    }
    provider = providerId;
    model = modelName;
    credential = credentialName;
    begunAt = System.nanoTime();
    return true;
  }

  /** Notes how the call ended that began last; a second time it does nothing. */
  public void end(int status, String errorCode) {
    if (provider != null) {
      double nanosPerMilli = TimeUnit.MILLISECONDS.toNanos(1);
      ended.add(new Attempt(provider, model, credential, status, errorCode, (System.nanoTime() - begunAt) / nanosPerMilli));
      provider = null;
    }
  }

  /** Returns whether a call has begun and not ended. */
  boolean isRunning() {
    return provider != null;
  }

  /** Notes a target that isn't called, and the error that says why. It has no duration, and isn't counted as a call. */
  void leaveOut(String providerId, String modelName, String credentialName, int status, String errorCode) {
    ended.add(new Attempt(providerId, modelName, credentialName, status, errorCode, 0));
    leftOut++;
  }

  /** Returns how many calls there were, with the one that runs. */
  public int size() {
    return ended.size() - leftOut + (provider == null ? 0 : 1);
  }

  /** Returns the calls that have ended, and the targets that were left out, in order. */
  public List<Attempt> ended() {
    return List.copyOf(ended);
  }
}
