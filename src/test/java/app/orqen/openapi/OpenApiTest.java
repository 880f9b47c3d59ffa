package app.orqen.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.docs.MarkdownTable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks the OpenAPI document by itself, and its paths against docs/api.md. */
class OpenApiTest {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  static JsonNode document;

  @BeforeAll
  static void read() throws IOException {
    document = new ObjectMapper().readTree(OpenApiDocument.json());
  }

  @Test
  void itHasTheEndpointsOfTheContract() throws IOException {
    Set<String> contract = MarkdownTable.rows(Path.of("docs/api.md"), "## Endpoints").stream()
        .filter(row -> !row.get(1).equals("/openapi.json")).map(row -> row.get(0) + " " + row.get(1))
        .collect(Collectors.toCollection(TreeSet::new));
    Set<String> described = new TreeSet<>();
    document.get("paths").properties().forEach(path -> path.getValue().fieldNames().forEachRemaining(name -> {
      if (METHODS.contains(name)) {
        described.add(name.toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }));
    assertThat(described).isEqualTo(contract);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<JsonNode> references = document.findValues("$ref");
    assertThat(references).isNotEmpty().allSatisfy(reference ->
        assertThat(document.at(reference.textValue().substring(1)).isMissingNode()).as(reference.textValue()).isFalse());
  }

  @Test
  void everyOperationHasItsOwnIdASummaryAndAnswers() {
    List<String> ids = new ArrayList<>();
    document.get("paths").forEach(path -> path.properties().forEach(operation -> {
      if (METHODS.contains(operation.getKey())) {
        JsonNode value = operation.getValue();
        ids.add(value.path("operationId").asText());
        assertThat(value.path("summary").asText()).as(value.path("operationId").asText()).isNotBlank();
        assertThat(value.path("responses").has("default")).as(value.path("operationId").asText()).isTrue();
        assertThat(value.path("tags")).hasSize(1);
      }
    }));
    assertThat(ids).doesNotHaveDuplicates().doesNotContain("");
  }
}
