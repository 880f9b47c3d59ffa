package app.orqen.tools;

import app.orqen.tools.read.ToolList.Element;
import app.orqen.tools.read.ToolText;
import app.orqen.tools.read.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A function of a request's list of tools, for the judge of how well it is described. It keeps nothing of the request. */
public final class SeenTool {

  private final String name;
  private final long fingerprint;
  private final ToolText text;

  private SeenTool(Element element) {
    this.name = element.tool().name();
    this.fingerprint = element.hash().low();
    this.text = element.tool().text();
  }

  /** Returns the functions among some elements; what a provider runs itself has no description to judge. */
  static List<SeenTool> of(List<Element> elements) {
    return elements.stream().filter(element -> element.tool().isFunction()).map(SeenTool::new).toList();
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns a number that changes when the definition does. */
  public long fingerprint() {
    return fingerprint;
  }

  /** Returns the description, which may be empty. */
  public String description() {
    return text.description();
  }

  /** Returns what a model can't know from the description, the worst first; empty when nothing is wrong. */
  public List<ToolIssue> issues() {
    return DescriptionAudit.of(text);
  }

  /** Returns the stemmed words of its description and name, without function words. */
  public Set<String> words() {
    Set<String> words = new HashSet<>(Words.of(text.description()));
    words.addAll(Words.of(name));
    return words;
  }
}
