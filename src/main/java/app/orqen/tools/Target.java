package app.orqen.tools;

/** How many of the ranked tools to forward when the key does not say. */
final class Target {

  static final int MIN = 5;
  static final int MAX = 8;

  private Target() {}

  /** Between {@link #MIN} and {@link #MAX}: few when the best ones stand out, more the less they do. */
  static int adaptive(Ranking ranking) {
    return ranking.order().length <= MAX ? ranking.order().length : MAX;
  }
}
