package app.orqen.throttle;

import app.orqen.admission.OutOfMemory;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.remote.RemoteCommand;
import io.github.bucket4j.distributed.remote.Request;
import io.github.bucket4j.distributed.versioning.Versions;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.cas.LettuceBasedProxyManager;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Redis, made and watched by a thread of its own. The first command that fails, or a ping without an answer,
 * closes it for all requests. A ping with an answer opens it again.
 */
final class RedisLink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final String PREFIX = "orqen:rate:";
  private static final long LOOK_MILLIS = 500;
  /** A ping may take longer than a request may wait, because no request waits for it. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final int QUEUE = 20_000;

  private final Duration timeout;
  private final ClientResources resources;
  private final RedisClient client;
  private final AtomicBoolean up = new AtomicBoolean();
  private final ScheduledExecutorService watch = OutOfMemory.scheduler("orqen-redis");
  private final Map<String, String> digests = new ConcurrentHashMap<>();
  private boolean told;
  private volatile StatefulRedisConnection<String, byte[]> connection;
  private volatile LettuceBasedProxyManager<String> buckets;

  /**
   * Connects, now or when Redis answers.
   *
   * @param timeout how long a request may wait for Redis
   */
  RedisLink(RedisURI uri, Duration timeout) {
    this.timeout = timeout;
    this.resources = ClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2)
        .reconnectDelay(Delay.constant(Duration.ofMillis(LOOK_MILLIS))).build();
    this.client = RedisClient.create(resources, uri);
    client.setOptions(ClientOptions.builder()
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(QUEUE)
        .socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).keepAlive(true).build())
        .timeoutOptions(TimeoutOptions.enabled(timeout.compareTo(PATIENCE) > 0 ? timeout : PATIENCE))
        .build());
    look();
    watch.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  boolean isUp() {
    return up.get();
  }

  /**
   * Runs a command on a key's bucket.
   *
   * @throws RuntimeException when Redis is away or takes too long; it then counts as away for all requests
   */
  <T> T execute(String keyId, RemoteCommand<T> command) {
    if (!up.get()) {
      throw new IllegalStateException("Redis is away");
    }
    try {
      return buckets.execute(PREFIX + keyId, request(command)).getData();
    } catch (RuntimeException e) {
      failed(e);
      throw e;
    }
  }

  /** Runs a script; see {@link RedisAccess#run}. */
  List<Object> run(String script, String[] keys, String... arguments) {
    try {
      return send(script, keys, arguments).toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Redis was asked", e);
    } catch (ExecutionException | TimeoutException e) {
      if (e instanceof TimeoutException) {
        failed(e);
      }
      throw new IllegalStateException("Redis doesn't answer", e);
    }
  }

  /** Runs a script without waiting; see {@link RedisAccess#send}. */
  CompletionStage<List<Object>> send(String script, String[] keys, String... arguments) {
    if (!up.get()) {
      return CompletableFuture.failedStage(new IllegalStateException("Redis is away"));
    }
    byte[][] values = new byte[arguments.length][];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
    }
    String digest = digests.computeIfAbsent(script, connection.async()::digest);
    CompletionStage<List<Object>> known = connection.async().evalsha(digest, ScriptOutputType.MULTI, keys, values);
    return known.exceptionallyCompose(failure -> {
      if (cause(failure) instanceof RedisNoScriptException) {
        return connection.async().eval(script, ScriptOutputType.MULTI, keys, values);
      }
      if (!(cause(failure) instanceof RedisCommandExecutionException)) {
        failed(failure);
      }
      return CompletableFuture.failedStage(failure);
    });
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }

  private static <T> Request<T> request(RemoteCommand<T> command) {
    return new Request<>(command, Versions.getLatest(), null, null);
  }

  private void failed(Throwable cause) {
    if (up.compareAndSet(true, false) || !told) {
      told = true;
      LOG.warn("Redis does not answer: this replica limits by itself until it does. Cause: {}", cause.toString());
    }
  }

  private void look() {
    try {
      if (connection == null) {
        connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
      }
      if (buckets == null) {
        // The first command loads classes, and no request has to wait for that.
        buckets(connection, PATIENCE).execute(PREFIX + "start", request(new TakeTokens(1, true, 1)));
        buckets = buckets(connection, timeout);
      }
      Duration patience = up.get() ? PATIENCE : timeout;
      connection.async().ping().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (up.compareAndSet(false, true)) {
        LOG.info("Redis answers: one limit holds over all replicas");
        told = true;
      }
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static LettuceBasedProxyManager<String> buckets(StatefulRedisConnection<String, byte[]> to, Duration patience) {
    return Bucket4jLettuce.casBasedBuilder(to)
        .requestTimeout(patience)
        .clientClock(TimeMeter.SYSTEM_MILLISECONDS)
        .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
        .build();
  }

  @Override
  public void close() {
    watch.shutdownNow();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
