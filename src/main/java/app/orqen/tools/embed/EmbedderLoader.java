package app.orqen.tools.embed;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the model, and survives that it, its runtime or the runtime's native library is missing. */
public final class EmbedderLoader {

  private static final Logger LOG = LoggerFactory.getLogger(EmbedderLoader.class);

  private EmbedderLoader() {}

  /** Returns the model after a first try of it, or null when it can't be loaded or used on this machine. */
  public static TextEmbedder load() {
    // No method reference: that would look the class up here, outside of what survives its absence.
    return load(() -> MiniLmEmbedder.load());
  }

  public static TextEmbedder load(Source source) {
    try {
      TextEmbedder embedder = source.load();
      embedder.embed(List.of("A model that loads may still fail."));
      LOG.info("Tool pruning ranks by words and by meaning");
      return embedder;
    } catch (Exception | LinkageError e) {
      LOG.info("Tool pruning ranks only by words, since the embedding model is not available: {}", e.toString());
      return null;
    }
  }

  /** Where a model comes from. */
  public interface Source {
    TextEmbedder load() throws Exception;
  }
}
