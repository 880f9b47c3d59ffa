package app.orqen.usage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Bounds the names by which an account's requests of a day are summed up. A caller can make up models and tags without end, and each
 * would be a row of its own; those past the bound are summed up under one name. Rows of requests keep their own names.
 */
final class SumNames {

  /** The name of all that are past the bound. */
  static final String OTHER = "(other)";
  /** How many names of each kind a day of an account has; each replica counts for itself from what the database knows. */
  static final int MOST = 1_000;
  private static final int MOST_REMEMBERED = 10_000;

  /** What is named. */
  enum Kind {
    MODEL("select distinct model from usage_day where account_id = ? and epoch_day = ?"),
    ERROR_CODE("select distinct error_code from usage_day where account_id = ? and epoch_day = ?"),
    TAG("select tag from usage_tag where account_id = ? and epoch_day = ?");

    private final String known;

    Kind(String known) {
      this.known = known;
    }
  }

  private final JdbcOperations jdbc;
  private final Cache<List<Object>, Set<String>> names = Caffeine.newBuilder().maximumSize(MOST_REMEMBERED)
      .expireAfterAccess(Duration.ofHours(1)).executor(Runnable::run).build();

  SumNames(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /** Returns the name itself, or {@link #OTHER}. The database is asked once an hour at most for what a day has. */
  String of(Kind kind, String account, long day, String name) {
    if (name.isEmpty()) {
      return name;
    }
    Set<String> known = names.get(List.of(kind, account, day), key -> {
      Set<String> stored = ConcurrentHashMap.newKeySet();
      stored.addAll(jdbc.queryForList(kind.known, String.class, account, day));
      return stored;
    });
    if (known.contains(name)) {
      return name;
    }
    if (known.size() >= MOST) {
      return OTHER;
    }
    known.add(name);
    return name;
  }
}
