package app.orqen.tools.embed;

import app.orqen.tools.read.ContentHash;
import app.orqen.tools.read.TimeBudget;
import app.orqen.tools.read.ToolList.Element;
import app.orqen.tools.read.ToolText;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vectors of tools that were seen lately. A tool costs milliseconds to embed. A request with new tools embeds them itself
 * as long as its time allows, and shares that work with others that wait for the same tools. The rest is done in the
 * background, and the next request with the same tools has them.
 */
public final class ToolVectors {

  private static final Logger LOG = LoggerFactory.getLogger(ToolVectors.class);
  private static final int MAX_PENDING = 4_096;

  /** What part of its time a request may spend on this: ranking needs the rest. */
  private static final double PATIENCE = 0.7;

  /** Stands for a tool that the model cannot embed: nothing is similar to it. */
  private static final float[] NONE = {};

  private final Cache<ContentHash, float[]> vectors;
  private final Set<ContentHash> pending = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<ContentHash, CompletableFuture<float[]>> running = new ConcurrentHashMap<>();
  private final Semaphore helpers = new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
  private final Executor worker;
  private final Supplier<TextEmbedder> loader;
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile TextEmbedder embedder;
  private volatile boolean absent;

  /**
   * Loads the model on {@code worker} when tools are first asked about. It costs much memory, and many gateways never see a
   * request with tools to rank.
   *
   * @param loader loads the model, and returns null when it can't be loaded or is switched off
   */
  public ToolVectors(Supplier<TextEmbedder> loader, int capacity, Executor worker) {
    this.vectors = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
    this.loader = loader;
    this.worker = worker;
  }

  /** Returns the model, or null when it isn't loaded, or not yet. */
  public TextEmbedder embedder() {
    return embedder;
  }

  /** Returns one vector for each tool. Returns null when the model isn't loaded, or when the time was too short for new tools. */
  public List<float[]> of(List<Element> tools, TimeBudget budget) {
    if (asked.compareAndSet(false, true)) {
      worker.execute(this::load);
    }
    if (absent) {
      return null;
    }
    List<Element> missing = tools.stream().filter(tool -> vectors.getIfPresent(tool.hash()) == null).toList();
    if (!missing.isEmpty() && (embedder == null || !embedInTime(missing, budget))) {
      missing.forEach(this::order);
      return null;
    }
    List<float[]> found = new ArrayList<>(tools.size());
    for (Element tool : tools) {
      float[] vector = vectors.getIfPresent(tool.hash());
      if (vector == null) {
        return null; // More tools than are remembered.
      }
      found.add(vector);
    }
    return embedder == null ? null : found;
  }

  private void load() {
    embedder = loader.get();
    absent = embedder == null;
  }

  private boolean embedInTime(List<Element> missing, TimeBudget budget) {
    long end = (long) (budget.remainingNanos() * (1 - PATIENCE));
    boolean helps = helpers.tryAcquire();
    try {
      List<CompletableFuture<float[]>> others = new ArrayList<>();
      for (Element tool : missing) {
        if (budget.remainingNanos() <= end) {
          return false;
        }
        CompletableFuture<float[]> other = helps ? embed(tool.hash(), tool.tool().text()) : running.get(tool.hash());
        if (other != null) {
          others.add(other);
        } else if (!helps && vectors.getIfPresent(tool.hash()) == null) {
          return false;
        }
      }
      for (CompletableFuture<float[]> other : others) {
        other.get(Math.max(0, budget.remainingNanos() - end), TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      if (helps) {
        helpers.release();
      }
    }
  }

  private void order(Element element) {
    if (pending.size() >= MAX_PENDING || !pending.add(element.hash())) {
      return;
    }
    ToolText text = element.tool().text();
    ContentHash hash = element.hash();
    try {
      worker.execute(() -> {
        try {
          if (!absent) {
            embed(hash, text);
          }
        } finally {
          pending.remove(hash);
        }
      });
    } catch (RejectedExecutionException e) {
      pending.remove(hash);
    }
  }

  /** Embeds a tool. Returns null when it is done, or the work of the thread that is just doing it. */
  private CompletableFuture<float[]> embed(ContentHash hash, ToolText text) {
    CompletableFuture<float[]> own = new CompletableFuture<>();
    CompletableFuture<float[]> other = running.putIfAbsent(hash, own);
    if (other != null) {
      return other;
    }
    float[] vector = vectors.getIfPresent(hash);
    try {
      if (vector == null) {
        vector = NONE;
        vector = embedder.embed(List.of(text.toEmbed())).get(0);
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("a tool could not be embedded", e);
    } finally {
      vectors.put(hash, vector);
      running.remove(hash);
      own.complete(vector);
    }
    return null;
  }

  /** Returns how similar a tool is to a query, or 0 for a tool that couldn't be embedded. */
  public static double similarity(float[] tool, float[] query) {
    return tool.length == 0 ? 0 : Vectors.dot(tool, query);
  }
}
