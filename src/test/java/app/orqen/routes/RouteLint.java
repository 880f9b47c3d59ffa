package app.orqen.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;

/** What is wrong with a route file, rule by rule. */
final class RouteLint {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final JsonSchema SCHEMA = schema();
  private static final CamelCatalog CATALOG = new DefaultCamelCatalog();
  private static final Set<String> HTTP_OPTIONS = Set.of("httpMethod", "disableStreamCache", "throwExceptionOnFailure", "responseTimeout",
      "skipControlHeaders", "clientConnectionManager", "getWithBody", "deleteWithBody");
  private static final Pattern SECRET = Pattern.compile(
      "sk-[A-Za-z0-9_-]{8,}|AKIA[A-Z0-9]{12,}|(?i:bearer [a-z0-9._-]{12,})|[A-Za-z0-9+/]{40,}={1,2}");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}]*}}|\\$\\{[^{}]*}");
  private static final Pattern KEBAB = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final Set<String> beans;
  private final Set<String> ids;
  private final List<String> faults = new ArrayList<>();

  private RouteLint(Set<String> beans, Set<String> ids) {
    this.beans = beans;
    this.ids = ids;
  }

  static List<String> check(String file, String text, Set<String> beans) throws IOException {
    return check(file, text, beans, new HashSet<>());
  }

  /**
   * Checks one file of several.
   *
   * @param ids those of the files before it; those of this one are added
   */
  static List<String> check(String file, String text, Set<String> beans, Set<String> ids) throws IOException {
    RouteLint lint = new RouteLint(beans, ids);
    JsonNode tree = YAML.readTree(text);
    SCHEMA.validate(tree).forEach(fault -> lint.faults.add("schema: " + fault.getMessage()));
    if (SECRET.matcher(text).find()) {
      lint.faults.add("secret: something looks like one");
    }
    lint.name(file, tree);
    lint.walk(tree);
    return lint.faults;
  }

  private static JsonSchema schema() {
    try (InputStream in = RouteLint.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void name(String file, JsonNode tree) {
    String base = file.replace(".camel.yaml", "");
    if (base.startsWith("provider-")) {
      JsonNode root = tree.path(0);
      String id = root.path("templatedRoute").path("routeId").asText(root.path("route").path("id").asText());
      if (!id.equals(base)) {
        faults.add("name: the route of this file must be " + base + ", not " + id);
      }
      if (!base.substring("provider-".length()).matches("[a-z0-9]+(_[a-z0-9]+)*")) {
        faults.add("name: a provider's id is in lower case, with _ between words");
      }
      root.path("templatedRoute").path("parameters").forEach(parameter -> {
        boolean isName = parameter.path("name").asText().equals("name");
        if (isName && !("provider-" + parameter.path("value").asText()).equals(id)) {
          faults.add("name: the parameter name must be what stands behind provider-");
        }
      });
    } else if (!KEBAB.matcher(base).matches()) {
      faults.add("name: " + base + " is not in kebab case");
    }
    long kinds = tree.findParents("from").size() > 0 ? kinds(tree) : 1;
    if (kinds > 1) {
      faults.add("purpose: routes, templates and error handling stand in files of their own");
    }
  }

  private static long kinds(JsonNode tree) {
    Set<String> kinds = new HashSet<>();
    tree.forEach(root -> root.fieldNames().forEachRemaining(kinds::add));
    return kinds.size();
  }

  private void walk(JsonNode node) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      if (key.equals("routeConfiguration") && !value.path("id").asText("*").equals("*")) {
        faults.add("routeConfiguration: with an id other than * it holds for no route");
      }
      if (Set.of("route", "routeTemplate", "onException").contains(key) && value.isObject()) {
        if (key.equals("route") && node.has("id")) { // a template's: its instances bring their ids
          description(key, value);
        } else {
          named(key, value);
        }
      }
      if (key.equals("from") && !value.path("uri").asText().contains("{{")) {
        id("from", value);
      }
      if (key.equals("steps") && value.isArray()) {
        value.forEach(step -> step.properties().forEach(one -> step(one.getKey(), one.getValue())));
      }
      if (key.equals("uri")) {
        endpoint(value.asText(), node.path("parameters"));
      }
      walk(value);
    }
    if (node.isArray()) {
      node.forEach(this::walk);
    }
  }

  private void step(String kind, JsonNode step) {
    named("step " + kind, step);
    if (step.has("ref") && !beans.contains(step.path("ref").asText())) {
      faults.add("ref: there is no " + step.path("ref").asText());
    }
  }

  private void named(String what, JsonNode node) {
    id(what, node);
    description(what, node);
  }

  private void id(String what, JsonNode node) {
    String id = node.path("id").asText();
    if (!KEBAB.matcher(id).matches()) {
      faults.add("id: the " + what + " has none in kebab case");
    } else if (!ids.add(id)) {
      faults.add("twice: the id " + id + " stands more than once");
    }
  }

  private void description(String what, JsonNode node) {
    if (node.path("description").asText().isBlank()) {
      faults.add("description: the " + what + " " + node.path("id").asText() + " has none");
    }
  }

  /** @param uri the whole address, or as Kaoto saves it: only the scheme, with the rest among the parameters */
  private void endpoint(String uri, JsonNode parameters) {
    if (parameters.has("bridgeEndpoint") || uri.contains("bridgeEndpoint")) {
      faults.add("bridgeEndpoint: it lets the caller's headers choose the URL");
    }
    if (uri.startsWith("http") || uri.startsWith("{{provider-url:")) {
      parameters.fieldNames().forEachRemaining(option -> {
        if (!HTTP_OPTIONS.contains(option) && !(option.equals("httpUri") && !uri.contains(":"))) {
          faults.add("http: the option " + option + " would go to the provider");
        }
      });
    } else if (!uri.contains(":")) {
      Map<String, String> options = new LinkedHashMap<>();
      parameters.properties().forEach(option -> options.put(option.getKey(), option.getValue().asText()));
      try {
        endpoint(CATALOG.asEndpointUri(uri, options, false), MissingNode.getInstance());
      } catch (URISyntaxException e) {
        faults.add("endpoint: " + e.getMessage());
      }
    } else {
      StringBuilder whole = new StringBuilder(PLACEHOLDER.matcher(uri).replaceAll("x"));
      parameters.properties().forEach(option -> whole.append(whole.indexOf("?") < 0 ? '?' : '&')
          .append(option.getKey()).append('=').append(option.getValue().asText()));
      if (whole.indexOf("pojoRequest=true") >= 0) {
        whole.append("&modelId=amazon.nova-pro-v1:0"); // the catalogue asks for one though the request brings it
      }
      EndpointValidationResult result = CATALOG.validateEndpointProperties(whole.toString());
      if (!result.isSuccess()) {
        faults.add("endpoint: " + result.summaryErrorMessage(false));
      }
    }
  }
}
