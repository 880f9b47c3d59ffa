package app.orqen.routes;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What this process serves of the routes folder, and what it refused. Any thread may ask; the start and the reload write.
 */
public final class RoutesFolder {

  private record State(RouteFiles files, Map<String, Set<String>> routes, Map<String, Instant> loaded, List<Finding> refused) {}

  private final Path folder;
  private volatile State state;
  private volatile boolean changing;

  RoutesFolder(Path folder) {
    this.folder = folder;
    this.state = new State(new RouteFiles(folder, new TreeMap<>()), Map.of(), Map.of(), List.of());
  }

  /** Returns the folder. */
  public Path path() {
    return folder;
  }

  /** Returns the files whose routes serve. */
  public RouteFiles served() {
    return state.files();
  }

  /** Returns when each of the served files was loaded, by the file's name. */
  public Map<String, Instant> loaded() {
    return state.loaded();
  }

  /** Returns why the folder as it is now isn't served; empty when it is. */
  public List<Finding> refused() {
    return state.refused();
  }

  /** Returns the ids of the routes that a served file names. */
  public Set<String> routeIds(String file) {
    return state.routes().getOrDefault(file, Set.of());
  }

  /** Returns the ids of all routes that the served files name. */
  Set<String> routeIds() {
    Set<String> all = new TreeSet<>();
    state.routes().values().forEach(all::addAll);
    return all;
  }

  /** Tells whether routes are being put in the place of others at this moment. */
  boolean isChanging() {
    return changing;
  }

  void changing(boolean now) {
    changing = now;
  }

  void taken(RouteFiles files) {
    taken(files, Declarations.read(files, new ArrayList<>()));
  }

  synchronized void taken(RouteFiles files, Declarations all) {
    SortedMap<String, Instant> loaded = new TreeMap<>();
    Instant now = Instant.now();
    files.texts().forEach((name, text) -> loaded.put(name,
        text.equals(state.files().texts().get(name)) ? state.loaded().getOrDefault(name, now) : now));
    Map<String, Set<String>> routes = new TreeMap<>();
    files.texts().keySet().forEach(name -> routes.put(name, all.routeIds(name)));
    state = new State(files, routes, loaded, List.of());
  }

  synchronized void refused(List<Finding> findings) {
    state = new State(state.files(), state.routes(), state.loaded(), List.copyOf(findings));
  }
}
