package app.orqen.inbound;

import java.util.ArrayList;
import java.util.List;

/** What became of one request's tools: how many pruning kept, and which of the others the model still wanted. */
public final class ToolOutcome {

  private int in;
  private int out;
  private long tokensSaved;
  private boolean shadow;
  private List<String> kept = List.of();
  private List<String> dropped = List.of();
  private int called;
  private int missed;
  private int late;
  private List<String> recovered = List.of();
  private List<String> refused = List.of();
  private String runaway;

  /**
   * Notes what pruning did.
   *
   * @param toolsIn tools in the request
   * @param toolsOut tools that went to the provider
   * @param saved tokens that the other tools would have cost, as pruning estimates them
   * @param isShadow whether it only noted what it would have done
   */
  public void pruned(int toolsIn, int toolsOut, long saved, boolean isShadow) {
    in = toolsIn;
    out = toolsOut;
    tokensSaved = saved;
    shadow = isShadow;
  }

  /** Notes what leaving tools out saves in another round, for which more tools go to the provider. */
  public void savedInRound(long tokens) {
    tokensSaved = tokens;
  }

  /** Notes that no more tools than this went to the provider, since it can't run the others. */
  public void sentAtMost(int tools) {
    out = Math.min(out, tools);
  }

  /** Notes the names of the tools that pruning kept and of those that it left out, or would have in shadow mode. */
  public void ranked(List<String> namesKept, List<String> namesDropped) {
    kept = namesKept;
    dropped = namesDropped;
  }

  /** Counts one more distinct tool that the model called. */
  public void called() {
    called++;
  }

  /** Counts one more distinct tool that the model called although pruning left it out, or would have in shadow mode. */
  public void missed() {
    missed++;
  }

  /** Counts one more distinct tool that the model called and only had because it asked for it. */
  public void late() {
    late++;
  }

  /** Replaces the names of the left-out tools that the model asked for. */
  public void recovered(List<String> names) {
    recovered = List.copyOf(names);
  }

  /** Adds the name of a left-out tool that the model called without having asked for it. */
  public void recoveredToo(String name) {
    List<String> names = new ArrayList<>(recovered);
    names.add(name);
    recovered = List.copyOf(names);
  }

  /** Adds the name of a left-out tool whose call the provider refused, since the tool was missing. */
  public void refused(String name) {
    List<String> names = new ArrayList<>(refused);
    names.add(name);
    refused = List.copyOf(names);
  }

  /** Notes the tool that the agent calls without end. */
  public void runaway(String tool) {
    runaway = tool;
  }

  /** Returns the tool that the agent calls without end, or null. */
  public String runaway() {
    return runaway;
  }

  public int in() {
    return in;
  }

  public int out() {
    return out;
  }

  public long tokensSaved() {
    return tokensSaved;
  }

  public boolean shadow() {
    return shadow;
  }

  /** Returns the names of the tools that pruning kept; empty where it ranked nothing. */
  public List<String> kept() {
    return kept;
  }

  /** Returns the names of the tools that pruning left out, or would have in shadow mode; empty where it ranked nothing. */
  public List<String> dropped() {
    return dropped;
  }

  /** Returns the number of distinct tools that the model called. */
  public int calledCount() {
    return called;
  }

  /** Returns how many of the called tools pruning left out, or would have in shadow mode. */
  public int missedCount() {
    return missed;
  }

  /** Returns the names of left-out tools whose calls the provider refused. */
  public List<String> refused() {
    return refused;
  }

  /** Returns how many of the called tools the model only had because it asked for them. */
  public int lateCount() {
    return late;
  }

  /** Returns the number of called tools where pruning left some out; 0 in shadow mode, and where it left none out. */
  public int rankedCalled() {
    return shadow || dropped.isEmpty() ? 0 : called;
  }

  /** Returns how many of {@link #rankedCalled} weren't there from the start. */
  public int rankedMissed() {
    return shadow || dropped.isEmpty() ? 0 : Math.min(called, missed + late);
  }

  /** Returns the names of tools that pruning left out and that the model asked for or called anyway. */
  public List<String> recovered() {
    return recovered;
  }
}
