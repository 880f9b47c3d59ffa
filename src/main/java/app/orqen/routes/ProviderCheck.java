package app.orqen.routes;

import app.orqen.credential.CredentialField;
import app.orqen.provider.OtherPaths;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderParameters;
import app.orqen.provider.Quirks;
import app.orqen.provider.auth.AuthSchemes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** Finds values of a provider's parameters that mean nothing: quirks, addresses, credentials, other providers. */
final class ProviderCheck {

  private final Declarations all;
  private final Placeholders placeholders;
  private final AuthSchemes schemes;
  private final List<Finding> findings;

  private ProviderCheck(Declarations all, Placeholders placeholders, AuthSchemes schemes, List<Finding> findings) {
    this.all = all;
    this.schemes = schemes;
    this.placeholders = placeholders;
    this.findings = findings;
  }

  /**
   * Finds values that name another provider where there is no route of it.
   *
   * @param ids the ids of all routes, those made in Java too
   */
  static List<Finding> leads(Declarations all, Collection<String> ids) {
    Set<String> providers = ids.stream().filter(id -> id != null && id.startsWith(IdCheck.PROVIDER))
        .map(id -> id.substring(IdCheck.PROVIDER.length())).collect(Collectors.toCollection(TreeSet::new));
    List<Finding> findings = new ArrayList<>();
    for (Declarations.Route route : all.routes()) {
      Declarations.Value serves = route.value("servesFor");
      if (serves != null && !serves.text().isBlank() && !providers.contains(serves.text().trim())) {
        findings.add(nobody(route, serves, 0, serves.text().trim(), "for which 'servesFor' serves models", providers));
      }
      Declarations.Value elsewhere = route.value("elsewhere");
      if (elsewhere != null) {
        lines(elsewhere.text(), (line, place) -> ProviderParameters.elsewhere(line).stream()
            .filter(to -> !providers.contains(to.id())).forEach(to -> findings.add(nobody(route, elsewhere, place, to.id(),
                "to which 'elsewhere' sends models", providers))));
      }
    }
    return findings;
  }

  private static Finding nobody(Declarations.Route route, Declarations.Value value, int place, String id, String what,
      Set<String> providers) {
    return Finding.of(route.file(), YamlTree.line(value.node(), place), "The provider '" + id + "', " + what + ", has no route.",
        (Nearest.hint(id, providers) + " A provider's route is named " + IdCheck.PROVIDER + "<id>.").trim());
  }

  static void check(Declarations all, Placeholders placeholders, AuthSchemes schemes, List<Finding> findings) {
    ProviderCheck check = new ProviderCheck(all, placeholders, schemes, findings);
    all.routes().stream().filter(ProviderCheck::isProvider).filter(route -> all.templates().containsKey(
        String.valueOf(route.template()))).forEach(check::provider);
  }

  private static boolean isProvider(Declarations.Route route) {
    return route.id() != null && route.id().startsWith(IdCheck.PROVIDER);
  }

  private void provider(Declarations.Route route) {
    for (Declarations.Value value : route.values()) {
      String text = placeholders.resolve(value.text());
      if (text != null) {
        value(route, value.name(), value.node(), text);
      }
    }
    if (all.value(route, "wire").equals("converse") && !signs(all.templates().get(route.template()).node())) {
      Declarations.Value wire = route.value("wire");
      add(route, wire == null ? route.node() : wire.node(), 0, "The wire is 'converse', whose calls must be signed, and the template '"
          + route.template() + "' doesn't sign them.", "Use 'routeTemplateRef: bedrock'.");
    }
  }

  private void value(Declarations.Route route, String name, Node node, String text) {
    switch (name) {
      case "baseUrl" -> baseUrl(route, node, text.trim());
      case "chatPath", "streamPath", "embeddingsPath", "countTokensPath", "responsesPath" -> {
        if (!text.isBlank() && !text.startsWith("/") && !text.trim().equals(ProviderParameters.NONE)) {
          add(route, node, 0, "The " + name + " '" + text + "' doesn't begin with a slash.", "Did you mean '/" + text + "'?");
        }
      }
      case "auth" -> understood(route, node, 0, () -> schemes.parse(text, fields(route)));
      case "wire" -> known(route, node, "wire", List.of(text.trim()), ProviderParameters.wires());
      case "operations" -> known(route, node, "operation", ProviderParameters.list(text), ProviderParameters.operations());
      case "credentials", "credentialsOptional" ->
          known(route, node, "credential field", ProviderParameters.list(text), CredentialField.names());
      case "quirks" -> lines(text, (line, place) -> quirk(route, node, line, place));
      case "paths" -> lines(text, (line, place) -> understood(route, node, place, () -> OtherPaths.parse(line)));
      case "elsewhere" -> lines(text, (line, place) ->
          understood(route, node, place, () -> ProviderParameters.elsewhere(line)));
      default -> { }
    }
  }

  /** Returns the fields of a provider's credential, without names that mean nothing: these are findings of their own. */
  private List<CredentialField> fields(Declarations.Route route) {
    return Stream.of("credentials", "credentialsOptional")
        .flatMap(name -> ProviderParameters.list(String.valueOf(placeholders.resolve(all.value(route, name)))).stream())
        .filter(CredentialField::isOne).map(CredentialField::of).toList();
  }

  private void baseUrl(Declarations.Route route, Node node, String url) {
    if (url.isEmpty() || url.equals(ProviderParameters.NONE)) {
      return;
    }
    String[] fault = Uris.fault(url);
    if (fault != null) {
      add(route, node, 0, "The baseUrl " + fault[0], fault[1]);
    }
  }

  private void quirk(Declarations.Route route, Node node, String line, int place) {
    try {
      Quirks.parse(line);
    } catch (IllegalArgumentException e) {
      String text = line.startsWith("for ") && line.contains(": ") ? line.substring(line.indexOf(": ") + 2) : line;
      String meant = Nearest.to(text.trim().split("\\s+")[0], Quirks.VERBS);
      String[] message = e.getMessage().split("(?<=\\.) ", 2);
      boolean other = meant != null && !text.trim().startsWith(meant + " ");
      add(route, node, place, message[0], (other ? "Did you mean '" + meant + "'? " : "") + message[1]);
    }
  }

  private interface Line {
    void read(String line, int place);
  }

  private static void lines(String text, Line line) {
    List<String> lines = text.lines().toList();
    for (int place = 0; place < lines.size(); place++) {
      if (!lines.get(place).isBlank()) {
        line.read(lines.get(place).trim(), place);
      }
    }
  }

  private void understood(Declarations.Route route, Node node, int place, Runnable parse) {
    try {
      parse.run();
    } catch (IllegalArgumentException e) {
      add(route, node, place, e.getMessage(), "");
    }
  }

  private void known(Declarations.Route route, Node node, String what, Collection<String> words, Collection<String> known) {
    for (String word : words) {
      if (!known.contains(word)) {
        add(route, node, 0, "There is no " + what + " '" + word + "'.",
            known.size() > 20 ? Nearest.hint(word, known) : Nearest.hint(word, known, "There are"));
      }
    }
  }

  private void add(Declarations.Route route, Node node, int place, String what, String hint) {
    findings.add(Finding.of(route.file(), YamlTree.line(node, place), what, hint.trim()));
  }

  private static boolean signs(Node template) {
    boolean[] found = new boolean[1];
    YamlTree.walk(template, (map, key, value) -> found[0] |= "ref".equals(key) && "signAws".equals(YamlTree.text(value)));
    return found[0];
  }
}
