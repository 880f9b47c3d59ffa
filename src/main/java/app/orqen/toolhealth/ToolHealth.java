package app.orqen.toolhealth;

import app.orqen.change.Change;
import app.orqen.change.ChangeListener;
import app.orqen.tools.SeenTool;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Counts what happens to the tools of each account, and hands lists whose definitions are new to the judge of tools. A request
 * adds to counters in memory and waits for nothing; {@link ToolHealthWriter} stores them.
 */
public final class ToolHealth implements ChangeListener {

  /** Tools of all accounts that are counted between two writes; what is sent beyond them isn't counted. */
  private static final int MAX_TOOLS = 20_000;
  static final int MAX_NAME = 128;
  private static final int MAX_WAITING = 256;
  private static final int MAX_JUDGED = 20_000;

  /** A list of tools of which at least one is new. */
  record Fresh(String account, List<SeenTool> tools) {}

  /** A tool of an account. */
  record Tool(String account, String name) {}

  /** A definition of an account's tool. */
  private record Definition(String account, String name, long fingerprint) {}

  private final Map<Tool, ToolCounts> tools = new ConcurrentHashMap<>();
  private final Cache<Definition, Boolean> judged =
      Caffeine.newBuilder().maximumSize(MAX_JUDGED).executor(Runnable::run).build();
  private final BlockingQueue<Fresh> fresh = new ArrayBlockingQueue<>(MAX_WAITING);

  /**
   * Counts the tools of a request.
   *
   * @param left the names that don't go to the provider
   */
  public void seen(String account, List<SeenTool> sent, List<String> left) {
    Set<String> out = left.isEmpty() ? Set.of() : new HashSet<>(left);
    boolean unjudged = false;
    for (SeenTool tool : sent) {
      ToolCounts counts = counts(account, tool.name());
      if (counts != null) {
        counts.seen.increment();
        if (!out.contains(tool.name())) {
          counts.forwarded.increment();
        }
        unjudged |= judged.getIfPresent(new Definition(account, tool.name(), tool.fingerprint())) == null;
      }
    }
    if (unjudged) {
      // Noted first, so that a change of the account that comes while the list is judged isn't undone.
      sent.forEach(tool -> judged.put(new Definition(account, tool.name(), tool.fingerprint()), true));
      Fresh list = new Fresh(account, sent);
      if (!fresh.offer(list)) {
        forget(list);
      }
    }
  }

  /** Counts a call of a tool. */
  public void called(String account, String tool) {
    count(account, tool, counts -> counts.called.increment());
  }

  /** Counts that the model asked for a tool that was left out, and got it. */
  public void recovered(String account, String tool) {
    count(account, tool, counts -> counts.recovered.increment());
  }

  /** Counts that the model called a tool that was left out, or would have been in shadow mode. */
  public void missed(String account, String tool) {
    count(account, tool, counts -> counts.missed.increment());
  }

  private void count(String account, String tool, Consumer<ToolCounts> kind) {
    ToolCounts counts = counts(account, tool);
    if (counts != null) {
      kind.accept(counts);
    }
  }

  /** Returns the counts of a tool; null when there are too many. */
  private ToolCounts counts(String account, String tool) {
    if (tool.length() > MAX_NAME) {
      return null;
    }
    Tool key = new Tool(account, tool);
    ToolCounts counts = tools.get(key);
    return counts != null || tools.size() >= MAX_TOOLS ? counts : tools.computeIfAbsent(key, unseen -> new ToolCounts());
  }

  /** Returns what was counted since the last write. */
  Map<Tool, ToolCounts> counted() {
    return tools;
  }

  /** Returns the next list to judge, or null. */
  Fresh nextFresh() {
    return fresh.poll();
  }

  /** Has the tools of a changed account judged again, since it may want their descriptions kept now. */
  @Override
  public void changed(Change change) {
    if (change.kind() == Change.Kind.ACCOUNT) {
      judged.asMap().keySet().removeIf(definition -> definition.account().equals(change.subject()));
    }
  }

  @Override
  public void missed() {
    judged.invalidateAll();
  }

  /** Has a list judged again the next time that it comes. */
  void forget(Fresh list) {
    list.tools().forEach(tool -> judged.invalidate(new Definition(list.account(), tool.name(), tool.fingerprint())));
  }
}
