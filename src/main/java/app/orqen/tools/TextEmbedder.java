package app.orqen.tools;

import java.util.List;

/** Turns texts into unit vectors, in process. The only door to a model: nothing else here knows one. */
interface TextEmbedder extends AutoCloseable {

  /** One unit vector a text, in their order; safe for many threads. */
  List<float[]> embed(List<String> texts);

  @Override
  default void close() {}
}
