package app.orqen.tools;

import java.util.List;

/** Orders tools by how well they fit a conversation. */
interface Ranker {

  /** Ranks {@code tools}, of which there is at least one. */
  Ranking rank(List<ToolList.Element> tools, Conversation conversation, TimeBudget budget);
}
