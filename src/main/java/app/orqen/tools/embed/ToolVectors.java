package app.orqen.tools.embed;

import app.orqen.tools.read.ContentHash;
import app.orqen.tools.read.ToolList.Element;
import app.orqen.tools.read.ToolText;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vectors of the tools seen lately. A tool costs milliseconds to embed and a request may bring hundreds, so that is
 * done behind the request's back, and the next one with the same tools has them.
 */
public final class ToolVectors {

  private static final Logger LOG = LoggerFactory.getLogger(ToolVectors.class);

  private static final int MAX_PENDING = 4_096;

  /** Stands for a tool that the model cannot embed: nothing is similar to it. */
  private static final float[] NONE = {};

  private final Cache<ContentHash, float[]> vectors;
  private final Set<ContentHash> pending = ConcurrentHashMap.newKeySet();
  private final Executor worker;
  private final Supplier<TextEmbedder> loader;
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile TextEmbedder embedder;
  private volatile boolean absent;

  /**
   * Loads the model on {@code worker} when tools are first asked about: it costs much memory, and many gateways never
   * see a request with tools to rank.
   *
   * @param loader returns null when there is no model
   */
  public ToolVectors(Supplier<TextEmbedder> loader, int capacity, Executor worker) {
    this.vectors = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
    this.loader = loader;
    this.worker = worker;
  }

  /** The model, null while or when there is none. */
  public TextEmbedder embedder() {
    return embedder;
  }

  /** One vector a tool; null when there is no model yet, or some are missing, which are then being made. */
  public List<float[]> of(List<Element> tools) {
    if (asked.compareAndSet(false, true)) {
      worker.execute(this::load);
    }
    if (absent) {
      return null;
    }
    List<float[]> found = new ArrayList<>(tools.size());
    for (Element element : tools) {
      float[] vector = vectors.getIfPresent(element.hash());
      if (vector == null) {
        order(element);
      } else {
        found.add(vector);
      }
    }
    return embedder != null && found.size() == tools.size() ? found : null;
  }

  private void load() {
    embedder = loader.get();
    absent = embedder == null;
  }

  private void order(Element element) {
    if (pending.size() >= MAX_PENDING || !pending.add(element.hash())) {
      return;
    }
    ToolText text = element.tool().text();
    ContentHash hash = element.hash();
    try {
      worker.execute(() -> embed(hash, text));
    } catch (RejectedExecutionException e) {
      pending.remove(hash);
    }
  }

  private void embed(ContentHash hash, ToolText text) {
    if (absent) {
      pending.remove(hash);
      return;
    }
    float[] vector = NONE;
    try {
      vector = embedder.embed(List.of(text.toEmbed())).get(0);
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("a tool could not be embedded", e);
    } finally {
      vectors.put(hash, vector);
      pending.remove(hash);
    }
  }

  /** How similar a tool is to a query; 0 for a tool that could not be embedded. */
  public static double similarity(float[] tool, float[] query) {
    return tool.length == 0 ? 0 : Vectors.dot(tool, query);
  }
}
