package app.orqen.tools.embed;

import java.util.List;

/** Arithmetic on vectors of equal length. */
public final class Vectors {

  private Vectors() {}

  static double dot(float[] a, float[] b) {
    // Four sums side by side, which the compiler can keep in vector registers.
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (double) s0 + s1 + s2 + s3;
  }

  /** Scales {@code vector} in place to length 1. A vector of zeros stays as it is. */
  static float[] unit(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    if (length > 0) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] /= (float) length;
      }
    }
    return vector;
  }

  /** Shifts and scales scores in place to mean 0 and deviation 1, so that scores of different kinds can be added. */
  public static double[] standardise(double[] scores) {
    double mean = 0;
    for (double score : scores) {
      mean += score / scores.length;
    }
    double variance = 0;
    for (double score : scores) {
      variance += (score - mean) * (score - mean) / scores.length;
    }
    double deviation = Math.sqrt(variance);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = deviation < 1e-9 ? 0 : (scores[i] - mean) / deviation;
    }
    return scores;
  }

  /** Adds {@code weight} times {@code more} to {@code scores}. */
  public static void add(double[] more, double weight, double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] += weight * more[i];
    }
  }

  /** Returns the direction between unit vectors, as a unit vector. */
  public static float[] mean(List<float[]> vectors) {
    float[] sum = vectors.get(0).clone();
    for (float[] vector : vectors.subList(1, vectors.size())) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    return unit(sum);
  }
}
