package app.orqen.tools.rank;

import app.orqen.tools.read.Conversation;
import app.orqen.tools.read.TimeBudget;
import app.orqen.tools.read.ToolList;
import java.util.List;

/** Orders tools by how well they fit a conversation. */
public interface Ranker {

  /** Ranks {@code tools}, of which there is at least one. */
  Ranking rank(List<ToolList.Element> tools, Conversation conversation, TimeBudget budget);

  /** Ranks tools, and may use for it what is known of the account's earlier calls. */
  default Ranking rank(List<ToolList.Element> tools, Conversation conversation, Prior prior, TimeBudget budget) {
    return rank(tools, conversation, budget);
  }
}
