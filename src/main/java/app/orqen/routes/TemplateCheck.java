package app.orqen.routes;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds routes of a template that there isn't, and parameters that are unknown, missing or given twice. */
final class TemplateCheck {

  private TemplateCheck() {}

  static void check(Declarations all, List<Finding> findings) {
    for (Declarations.Route route : all.routes()) {
      if (route.template() == null) {
        continue;
      }
      Declarations.Template template = all.templates().get(route.template());
      if (template == null) {
        var ref = YamlTree.get(route.node(), "routeTemplateRef");
        findings.add(Finding.of(route.file(), YamlTree.line(ref == null ? route.node() : ref),
            "There is no template '" + route.template() + "'.",
            Nearest.hint(route.template(), all.templates().keySet(), "The templates are")));
      } else {
        parameters(route, template, findings);
      }
    }
  }

  private static void parameters(Declarations.Route route, Declarations.Template template, List<Finding> findings) {
    Map<String, Declarations.Parameter> known = template.parameters();
    Set<String> given = new HashSet<>();
    for (Declarations.Value value : route.values()) {
      int line = YamlTree.line(value.nameNode());
      if (!known.containsKey(value.name())) {
        findings.add(Finding.of(route.file(), line,
            "The template '" + template.id() + "' has no parameter '" + value.name() + "'.",
            Nearest.hint(value.name(), known.keySet(), "Its parameters are")));
      } else if (!given.add(value.name())) {
        findings.add(Finding.of(route.file(), line, "The parameter '" + value.name() + "' is given more than once.",
            "Remove one of them."));
      }
    }
    known.values().stream().filter(parameter -> parameter.required() && !given.contains(parameter.name()))
        .forEach(parameter -> findings.add(Finding.of(route.file(), YamlTree.line(route.node()),
            "The parameter '" + parameter.name() + "' is missing, and the template '" + template.id()
                + "' has no default for it.",
            parameter.description() == null ? "" : "It is described as: " + parameter.description() + ".")));
  }
}
