package app.orqen.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a changed routes folder while the gateway runs (profile {@code dev}): all of it, or nothing.
 *
 * <p>The folder is looked at twice a second instead of being watched. Camel's own reload asks the operating system, which
 * doesn't tell of a Kubernetes ConfigMap whose link is swapped, nor of files on most network drives.
 */
final class RoutesReload extends ServiceSupport {

  private static final Logger LOG = LoggerFactory.getLogger(RoutesReload.class);
  private static final long PERIOD_MILLIS = 500;

  private final CamelContext camel;
  private final RoutesFolder folder;
  private final RoutesCheck check;
  private final RouteSwap swap;
  private ScheduledExecutorService timer;
  private Map<String, String> before = Map.of();
  private Map<String, String> taken = Map.of();

  RoutesReload(CamelContext camel, RoutesFolder folder, RoutesCheck check, RouteSwap swap) {
    this.camel = camel;
    this.folder = folder;
    this.check = check;
    this.swap = swap;
  }

  @Override
  protected void doStart() {
    timer = camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "orqen-routes");
    timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() {
    if (timer != null) {
      camel.getExecutorServiceManager().shutdownNow(timer);
    }
  }

  /** Acts once the folder is the same at two looks: an editor may empty a file first, and a copy takes a while. */
  private void look() {
    try {
      Map<String, String> now = marks(folder.path());
      if (now.equals(before) && !now.equals(taken)) {
        taken = now;
        take(RouteFiles.read(folder.path()));
      }
      before = now;
    } catch (RefusedRoutesException e) {
      refuse(e.findings());
    } catch (IOException | RuntimeException e) {
      refuse(List.of(Finding.of("", 0, "The routes folder can't be read (" + e + ").", "")));
    }
  }

  /**
   * Returns a mark for each file that differs when the file is another one. Links are followed, so a ConfigMap's swap counts.
   */
  private static Map<String, String> marks(Path folder) throws IOException {
    Map<String, String> marks = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(RouteFiles::isRouteFile).toList()) {
        if (Files.exists(file)) {
          BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
          marks.put(file.getFileName().toString(), now.lastModifiedTime() + " " + now.size() + " " + now.fileKey());
        }
      }
    }
    return marks;
  }

  private void take(RouteFiles files) {
    RouteFiles served = folder.served();
    if (files.texts().equals(served.texts())) {
      if (!folder.refused().isEmpty()) {
        LOG.info("The routes folder is again as it is served.");
      }
      folder.taken(files);
      return;
    }
    List<Finding> findings = check.check(files);
    if (findings.isEmpty()) {
      folder.changing(true);
      try {
        findings = swap.swap(served, files);
        if (findings.isEmpty()) {
          folder.taken(files);
        }
      } finally {
        folder.changing(false);
      }
    }
    if (findings.isEmpty()) {
      LOG.info("The changed routes folder is served: {}.", difference(served, files));
    } else {
      refuse(findings);
    }
  }

  private void refuse(List<Finding> findings) {
    if (!folder.refused().equals(findings)) {
      folder.refused(findings);
      LOG.warn("The changed routes folder is refused, and the routes from before go on serving: {}",
          findings.stream().map(Finding::toString).collect(Collectors.joining(" | ")));
    }
  }

  private static String difference(RouteFiles before, RouteFiles after) {
    String changed = names(after.texts().keySet().stream()
        .filter(name -> !Objects.equals(before.texts().get(name), after.texts().get(name))), "loaded ");
    String removed = names(before.texts().keySet().stream().filter(name -> !after.texts().containsKey(name)), "removed ");
    return changed.isEmpty() || removed.isEmpty() ? changed + removed : changed + "; " + removed;
  }

  private static String names(Stream<String> names, String verb) {
    String all = names.collect(Collectors.joining(", "));
    return all.isEmpty() ? "" : verb + all;
  }
}
