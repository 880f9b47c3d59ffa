package app.orqen.tools.embed;

import java.util.List;

/** Turns texts into unit vectors, in process. The only door to a model: nothing else here knows one. */
public interface TextEmbedder extends AutoCloseable {

  /** Returns one unit vector for each text, in their order. Many threads may call it. */
  List<float[]> embed(List<String> texts);

  /** Returns the same, but of all texts together reads only about the first {@code tokens} tokens, in equal shares. */
  default List<float[]> embed(List<String> texts, int tokens) {
    return embed(texts);
  }

  @Override
  default void close() {}
}
