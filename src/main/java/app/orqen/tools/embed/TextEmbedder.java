package app.orqen.tools.embed;

import java.util.List;

/** Turns texts into unit vectors, in process. The only door to a model: nothing else here knows one. */
public interface TextEmbedder extends AutoCloseable {

  /** One unit vector a text, in their order; safe for many threads. */
  List<float[]> embed(List<String> texts);

  /** The same, but of all texts together only about the first {@code tokens} tokens are read, in equal shares. */
  default List<float[]> embed(List<String> texts, int tokens) {
    return embed(texts);
  }

  @Override
  default void close() {}
}
