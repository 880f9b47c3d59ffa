package app.orqen.routes;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.credential.CredentialField;
import app.orqen.provider.auth.AuthScheme;
import app.orqen.provider.auth.AuthSchemes;
import app.orqen.provider.auth.AwsScheme;
import app.orqen.provider.auth.AzureScheme;
import app.orqen.provider.auth.BearerScheme;
import app.orqen.provider.auth.HeaderScheme;
import app.orqen.provider.auth.NoScheme;
import app.orqen.vault.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.MethodMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** Every file of the routes folder keeps the rules, and each rule notices when it is broken. */
class RoutesFolderTest {

  private static final Path ROUTES = Path.of("routes");
  private static final Set<String> BEANS = beans();
  private static final AuthSchemes SCHEMES = new AuthSchemes(List.of(new BearerScheme(), new HeaderScheme(""), new AzureScheme(),
      new AwsScheme(), new NoScheme(), new Google()));

  /** Takes the place of the scheme that calls a route. */
  private static final class Google implements AuthScheme {
    @Override
    public String name() {
      return "google";
    }

    @Override
    public Set<CredentialField> proofs() {
      return Set.of(CredentialField.API_KEY, CredentialField.VERTEX_CREDENTIALS);
    }

    @Override
    public void apply(Credential credential, Message call) {
      throw new UnsupportedOperationException();
    }
  }

  private static final String GOOD = """
      - route:
          id: some-route
          description: A route
          from:
            id: some-route-in
            uri: platform-http:/x
            steps:
              - process:
                  id: some-step
                  description: A step
                  ref: authenticate
              - to:
                  id: some-call
                  description: A call
                  uri: https://api.example.com/v1
                  parameters:
                    httpMethod: POST
      """;

  /** The names of the beans that the configuration classes declare, without making any. */
  private static Set<String> beans() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(Configuration.class));
    return scanner.findCandidateComponents("app.orqen").stream()
        .flatMap(found -> ((AnnotatedBeanDefinition) found).getMetadata()
            .getAnnotatedMethods(Bean.class.getName()).stream())
        .map(MethodMetadata::getMethodName).collect(Collectors.toSet());
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(ROUTES)) {
      return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void keepsTheRules(Path file) throws IOException {
    assertThat(RouteLint.check(file.getFileName().toString(), Files.readString(file), BEANS)).as(file.toString()).isEmpty();
  }

  @Test
  void noIdIsInTwoFiles() throws IOException {
    Set<String> ids = new HashSet<>();
    for (Path file : files().toList()) {
      assertThat(RouteLint.check(file.getFileName().toString(), Files.readString(file), BEANS, ids)).as(file.toString()).isEmpty();
    }
  }

  static SortedMap<String, String> texts() throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    for (Path file : files().toList()) {
      texts.put(file.getFileName().toString(), Files.readString(file));
    }
    return texts;
  }

  /** What the gateway itself checks of the files, at the start and on a reload. */
  static List<String> findings(SortedMap<String, String> texts) {
    List<Finding> findings = new ArrayList<>();
    RouteFiles files = new RouteFiles(ROUTES, texts);
    Surroundings surroundings = new Surroundings(BEANS::contains, () -> BEANS, name -> null, scheme -> true, Set::of,
        () -> SCHEMES);
    Declarations all = RoutesCheck.text(files, surroundings, findings);
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.setSourceLocationEnabled(true);
      PluginHelper.getRoutesLoader(camel).loadRoutes(files.resources());
      findings.addAll(Rehearsal.definitions(all, camel.getRouteDefinitions(), List.of()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return findings.stream().map(Finding::toString).toList();
  }

  @Test
  void theGatewayFindsNothingWrong() throws IOException {
    assertThat(findings(texts())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "10-chat:13       | 10-chat       | ref: authenticate      | ref: notFound    | 'authenticate' is missing before 'throttle'",
      "10-chat:17       | 10-chat       | ref: throttle          | ref: notFound    | 'throttle' is missing before 'readChatRequest'",
      "15-model-call    | 11-embeddings | ref: readEmbeddingsRequest | ref: notFound | 'read…Request' is missing before 'pruneTools'",
      "13-messages      | 13-messages   | ref: authenticate      | ref: notFound    | 'authenticate' is missing",
      "14-converse      | 14-converse   | ref: authenticate      | ref: readChatRequest | 'authenticate' is missing",
      "40-dashboard     | 40-dashboard  | ref: throttle          | ref: notFound    | 'throttle' is missing",
      "10-chat          | 10-chat       | direct:model-call      | direct:provider-openai | 'pruneTools', 'resolveProvider'",
      "12-models        | 12-models     | ref: showModels        | ref: openCall    | the route calls none",
      "15-model-call    | 15-model-call | ref: injectCredentials | ref: notFound    | 'injectCredentials' is missing before 'openCall'",
      "15-model-call    | 15-model-call | ref: resolveProvider   | ref: pruneTools  | 'pruneTools' comes a second time",
      "15-model-call    | 15-model-call | ref: relay             | ref: notFound    | 'relay' is missing behind",
      "10-chat          | 15-model-call | uri: direct:model-call | uri: direct:other | No route begins with direct:model-call"})
  void bitesAtAnotherWay(String place, String file, String from, String to, String says) throws IOException {
    SortedMap<String, String> texts = texts();
    String bad = texts.get(file + ".camel.yaml").replace(from, to);
    assertThat(bad).isNotEqualTo(texts.put(file + ".camel.yaml", bad));
    assertThat(findings(texts)).anyMatch(finding -> finding.startsWith(place.replaceFirst("(:|$)", ".camel.yaml$1"))
        && finding.contains(says));
  }

  @Test
  void agreesWithAGoodFile() throws IOException {
    assertThat(RouteLint.check("10-some.camel.yaml", GOOD, BEANS)).isEmpty();
    assertThat(files()).hasSizeGreaterThan(40);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "schema         | httpMethod: POST         | httpMethod: POST\\n            surplus: 1",
      "schema         | - process:               | - proces:",
      "ref            | ref: authenticate        | ref: authenticat",
      "id             | id: some-step            | note: x",
      "id             | id: some-step            | id: someStep",
      "id             | id: some-route\\n         | note: x\\n",
      "id             | id: some-route-in        | note: x",
      "twice          | id: some-call            | id: some-step",
      "description    | description: A step      | note: x",
      "description    | description: A route     | note: x",
      "http           | httpMethod: POST         | httpMetod: POST",
      "bridgeEndpoint | httpMethod: POST         | bridgeEndpoint: true",
      "endpoint       | platform-http:/x         | platform-http:/x?nonsense=1",
      "endpoint       | platform-http:/x         | platform-http:/{{name}}?nonsense=1",
      "secret         | description: A call      | description: sk-abcdefgh12345678"})
  void bites(String rule, String from, String to) throws IOException {
    String bad = GOOD.replace(from.replace("\\n", "\n"), to.replace("\\n", "\n"));
    assertThat(bad).isNotEqualTo(GOOD);
    assertThat(RouteLint.check("10-some.camel.yaml", bad, BEANS)).anyMatch(fault -> fault.startsWith(rule));
  }

  @Test
  void bitesAtNamesAndPurposes() throws IOException {
    assertThat(RouteLint.check("Some_File.camel.yaml", GOOD, BEANS)).anyMatch(fault -> fault.startsWith("name"));
    assertThat(RouteLint.check("provider-x.camel.yaml", GOOD, BEANS)).anyMatch(fault -> fault.startsWith("name"));
    assertThat(RouteLint.check("10-some.camel.yaml", GOOD + "- routeConfiguration: {}\n", BEANS))
        .anyMatch(fault -> fault.startsWith("purpose"));
    assertThat(RouteLint.check("00-some.camel.yaml", "- routeConfiguration:\n    id: routeConfiguration-1\n", BEANS))
        .anyMatch(fault -> fault.startsWith("routeConfiguration"));
  }

  /** Kaoto takes an endpoint apart as soon as something of its step is changed. */
  @Test
  void agreesWithWhatKaotoSaves() throws IOException {
    String saved = GOOD.replace("uri: platform-http:/x\n", "uri: platform-http\n      parameters:\n        path: /x/{id}\n")
        .replace("uri: https://api.example.com/v1\n", "uri: https\n")
        .replace("httpMethod: POST\n", "httpMethod: POST\n              httpUri: api.example.com/v1\n");
    assertThat(RouteLint.check("10-some.camel.yaml", saved, BEANS)).isEmpty();
    assertThat(RouteLint.check("10-some.camel.yaml", saved.replace("path: /x", "nonsense: 1\n        path: /x"), BEANS))
        .anyMatch(fault -> fault.startsWith("endpoint"));
  }
}
