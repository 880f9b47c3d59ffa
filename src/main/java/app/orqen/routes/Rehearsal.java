package app.orqen.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Builds the routes of a folder in a context of their own that serves nobody, as a start would. */
final class Rehearsal {

  private final Supplier<DefaultCamelContext> contexts;
  private final Supplier<List<RouteDefinition>> others;

  /**
   * Keeps what a rehearsal needs.
   *
   * @param contexts makes a context, not started, that knows the gateway's beans and settings
   * @param others returns the routes that the gateway has beside those of the folder: those made in Java
   */
  Rehearsal(Supplier<DefaultCamelContext> contexts, Supplier<List<RouteDefinition>> others) {
    this.contexts = contexts;
    this.others = others;
  }

  /** Returns what is wrong; empty when a start with these files would succeed. */
  List<Finding> of(RouteFiles files, Declarations all) {
    try (DefaultCamelContext rehearsal = contexts.get()) {
      rehearsal.setSourceLocationEnabled(true);
      rehearsal.setAutoStartup(false);
      try {
        PluginHelper.getRoutesLoader(rehearsal).loadRoutes(files.resources());
      } catch (Exception e) {
        return List.of(culprit(files, all, e));
      }
      List<Finding> findings = definitions(all, rehearsal.getRouteDefinitions(), others.get());
      if (findings.isEmpty()) {
        rehearsal.start();
      }
      return findings;
    } catch (Exception e) {
      return List.of(CamelReason.finding(e, all));
    }
  }

  /**
   * Follows routes before they are started.
   *
   * @param all what the files declare
   * @param routes the routes made of the files
   * @param others the routes made in Java
   */
  static List<Finding> definitions(Declarations all, List<RouteDefinition> routes, List<RouteDefinition> others) {
    Set<String> made = others.stream().map(RouteDefinition::getRouteId).collect(Collectors.toSet());
    List<Finding> findings = new ArrayList<>();
    all.routes().stream().filter(route -> made.contains(route.id())).map(IdCheck::alsoInJava).forEach(findings::add);
    List<RouteDefinition> together = new ArrayList<>(routes);
    others.stream().filter(other -> !routes.contains(other)).forEach(together::add);
    findings.addAll(ProviderCheck.leads(all, together.stream().map(RouteDefinition::getRouteId).toList()));
    findings.addAll(PolicyCheck.leads(all, together.stream().map(RouteDefinition::getRouteId).toList()));
    findings.addAll(DirectCalls.check(together));
    findings.addAll(Chain.check(together));
    return findings;
  }

  /** Loads file by file, the templates first, to find the one that fails. */
  private Finding culprit(RouteFiles files, Declarations all, Exception failure) {
    return culprit(contexts, files, all, failure);
  }

  /** Explains why Camel didn't take the files at a start. */
  static Finding explain(Throwable failure, RouteFiles files) {
    Declarations all = Declarations.read(files, new ArrayList<>());
    Finding madeInJava = CamelReason.madeInJava(failure, all);
    if (madeInJava != null) {
      return madeInJava;
    }
    return CamelReason.routeId(failure) == null
        ? culprit(DefaultCamelContext::new, files, all, failure) : CamelReason.finding(failure, all);
  }

  private static Finding culprit(Supplier<DefaultCamelContext> contexts, RouteFiles files, Declarations all, Throwable failure) {
    List<Resource> templates = files.resources().stream().filter(resource -> all.templates().values().stream()
        .anyMatch(template -> resource.getLocation().endsWith("/" + template.file()))).toList();
    for (Resource file : files.resources()) {
      try (DefaultCamelContext rehearsal = contexts.get()) {
        List<Resource> some = new ArrayList<>(templates);
        if (!templates.contains(file)) {
          some.add(file);
        }
        PluginHelper.getRoutesLoader(rehearsal).loadRoutes(some);
      } catch (Exception e) {
        return CamelReason.finding(e, all, file.getLocation().replaceFirst(".*/", ""));
      }
    }
    return CamelReason.finding(failure, all);
  }
}
