package app.orqen.tools.embed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * all-MiniLM-L6-v2, quantised, from LangChain4j's artifact on the class path. It is run directly: one pass over several
 * texts, one thread a call, since the gateway's threads already are as many as its cores can serve.
 */
final class MiniLmEmbedder implements TextEmbedder {

  private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  /** The number of tokens that the model was trained on. The cost of attention grows with its square. */
  private static final int MAX_TOKENS = 128;
  /** With the two marks, what says anything at all. */
  private static final int MIN_TOKENS = 8;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final WordPiece tokenizer;

  private MiniLmEmbedder(OrtEnvironment environment, OrtSession session, WordPiece tokenizer) {
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
  }

  /** Loads the model. Fails in many ways where the artifact or its native library is missing. */
  static MiniLmEmbedder load() throws IOException, OrtException {
    byte[] model = resource(MODEL);
    Map<String, Integer> vocabulary = new HashMap<>();
    JsonNode words = new ObjectMapper().readTree(resource(TOKENIZER)).at("/model/vocab");
    words.properties().forEach(entry -> vocabulary.put(entry.getKey(), entry.getValue().intValue()));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      return new MiniLmEmbedder(environment, environment.createSession(model, options), new WordPiece(vocabulary));
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = MiniLmEmbedder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return in.readAllBytes();
    }
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    return embed(texts, MAX_TOKENS * texts.size());
  }

  @Override
  public List<float[]> embed(List<String> texts, int tokens) {
    int share = Math.max(MIN_TOKENS, tokens / Math.max(1, texts.size()));
    List<int[]> ids = texts.stream().map(text -> tokenizer.encode(text, Math.min(MAX_TOKENS, share))).toList();
    int width = ids.stream().mapToInt(row -> row.length).max().orElse(0);
    long[] input = new long[ids.size() * width];
    long[] mask = new long[input.length];
    for (int row = 0; row < ids.size(); row++) {
      for (int i = 0; i < ids.get(row).length; i++) {
        input[row * width + i] = ids.get(row)[i];
        mask[row * width + i] = 1;
      }
    }
    try {
      return pool(run(input, mask, ids.size(), width), ids, width);
    } catch (OrtException e) {
      throw new IllegalStateException("the embedding model failed", e);
    }
  }

  private float[] run(long[] input, long[] mask, int rows, int width) throws OrtException {
    long[] shape = {rows, width};
    try (OnnxTensor ids = OnnxTensor.createTensor(environment, LongBuffer.wrap(input), shape);
        OnnxTensor attention = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        OnnxTensor types = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[input.length]), shape);
        OrtSession.Result result =
            session.run(Map.of("input_ids", ids, "attention_mask", attention, "token_type_ids", types))) {
      FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] copy = new float[states.remaining()];
      states.get(copy);
      return copy;
    }
  }

  /** Returns the mean of each text's token states, as a unit vector. */
  private static List<float[]> pool(float[] states, List<int[]> ids, int width) {
    int size = states.length / Math.max(1, ids.size() * width);
    List<float[]> vectors = new ArrayList<>(ids.size());
    for (int row = 0; row < ids.size(); row++) {
      float[] sum = new float[size];
      int from = row * width * size;
      int to = from + ids.get(row).length * size;
      for (int at = from; at < to; at += size) {
        for (int i = 0; i < size; i++) {
          sum[i] += states[at + i];
        }
      }
      vectors.add(Vectors.unit(sum));
    }
    return vectors;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the embedding model did not close", e);
    }
  }
}
