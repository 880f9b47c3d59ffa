package app.orqen.routes;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown where the gateway can't go on with a routes folder. Its message names every finding, one a line. */
public final class RefusedRoutesException extends IllegalStateException {

  private final transient List<Finding> findings;

  RefusedRoutesException(List<Finding> findings) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    this.findings = List.copyOf(findings);
  }

  /** Returns what is wrong; never empty. */
  public List<Finding> findings() {
    return findings;
  }
}
