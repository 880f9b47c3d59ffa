package app.orqen.throttle;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.distributed.remote.CommandResult;
import io.github.bucket4j.distributed.remote.MutableBucketEntry;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.remote.RemoteCommand;
import io.github.bucket4j.distributed.remote.RemoteStat;
import io.github.bucket4j.distributed.serialization.SerializationHandle;
import io.github.bucket4j.distributed.versioning.Version;
import io.github.bucket4j.distributed.versioning.Versions;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes tokens of a bucket for joined requests, after changing its limit, in one step. Bucket4j changes a limit and takes a token
 * in two commands, and keeps too many tokens when a limit is lowered.
 *
 * @param requestsPerMinute the key's limit, as this replica knows it
 * @param newHere whether this replica has learned the limit since it last took a token. Only then it changes the bucket, so a
 *     replica that hasn't heard of a change yet doesn't undo it
 * @param requests how many requests want a token; 0 only reads the state
 */
record TakeTokens(int requestsPerMinute, boolean newHere, int requests) implements RemoteCommand<List<Quota>> {

  @Override
  public CommandResult<List<Quota>> execute(MutableBucketEntry entry, long now) {
    RemoteBucketState bucket = entry.exists() ? entry.get() : full(now);
    bucket.refillAllBandwidth(now);
    boolean changed = newHere && change(bucket, now);
    if (requests == 0) {
      return CommandResult.success(List.of(quota(true, bucket, 0, now)), 0);
    }
    List<Quota> quotas = new ArrayList<>(requests);
    for (int i = 0; i < requests; i++) {
      quotas.add(take(bucket, now));
    }
    if (changed || quotas.get(0).granted()) {
      entry.set(bucket);
    }
    return CommandResult.success(quotas, 0);
  }

  private RemoteBucketState full(long now) {
    return new RemoteBucketState(BucketState.createInitialState(configuration(), MathType.INTEGER_64_BITS, now),
        new RemoteStat(0), null);
  }

  private BucketConfiguration configuration() {
    return BucketConfiguration.builder()
        .addLimit(LocalRateLimiter.limit(requestsPerMinute, requestsPerMinute)).build();
  }

  /** Adds or removes the difference in tokens, never below zero. */
  private boolean change(RemoteBucketState bucket, long now) {
    long before = bucket.getConfiguration().getBandwidths()[0].getCapacity();
    if (before == requestsPerMinute) {
      return false;
    }
    if (before > requestsPerMinute) {
      bucket.consume(Math.min(Math.max(0, bucket.getAvailableTokens()), before - requestsPerMinute));
    }
    bucket.replaceConfiguration(configuration(), TokensInheritanceStrategy.ADDITIVE, now);
    return true;
  }

  private Quota take(RemoteBucketState bucket, long now) {
    if (bucket.getAvailableTokens() < 1) {
      return quota(false, bucket, bucket.calculateDelayNanosAfterWillBePossibleToConsume(1, now, false), now);
    }
    bucket.consume(1);
    return quota(true, bucket, 0, now);
  }

  private Quota quota(boolean granted, RemoteBucketState bucket, long nanosToNext, long now) {
    return new Quota(granted, requestsPerMinute, Math.max(0, bucket.getAvailableTokens()), nanosToNext,
        bucket.calculateFullRefillingTime(now));
  }

  // The methods below are for stores that run the command themselves. Redis gets the changed bucket.

  @Override
  public SerializationHandle<RemoteCommand<?>> getSerializationHandle() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isImmediateSyncRequired(long unsynchronizedTokens, long nanosSinceLastSync) {
    return true;
  }

  @Override
  public long estimateTokensToConsume() {
    return requests;
  }

  @Override
  public long getConsumedTokens(List<Quota> quotas) {
    return quotas.stream().filter(Quota::granted).count();
  }

  @Override
  public Version getRequiredVersion() {
    return Versions.getLatest();
  }
}
