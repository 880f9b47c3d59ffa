package app.orqen.docs;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.audit.AuditAction;
import app.orqen.dashboard.requests.Explanation;
import app.orqen.reply.ErrorCode;
import app.orqen.translate.Wire;
import app.orqen.translate.error.TranslationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the error tables of docs/api.md with the code; ITApiDocument does so with the endpoints. */
class ApiDocumentTest {

  private static final Path API = Path.of("docs/api.md");
  private static final Path TRANSLATE = Path.of("src/main/java/app/orqen/translate");
  /** Read from the answers of providers, which use it too. */
  private static final String USUAL_AT_PROVIDERS = "rate_limit_exceeded";

  /** Compares every cell: the code, its status, what happened and what to do. */
  @Test
  void theTableOfCodesIsThatOfTheCode() throws IOException {
    Set<List<String>> coded = Arrays.stream(ErrorCode.values()).map(code -> List.of(code.code(),
        code.status() == 0 ? "any" : String.valueOf(code.status()), code.what(), code.advice())).collect(Collectors.toSet());
    assertThat(MarkdownTable.rows(API, "### Codes")).containsExactlyInAnyOrderElementsOf(coded);
  }

  /** Errors are made from {@link ErrorCode}, so that no code is missing there. */
  @Test
  void onlyTheEnumSpellsACode() throws IOException {
    Pattern spelled = Pattern.compile("\"(" + Arrays.stream(ErrorCode.values()).map(ErrorCode::code)
        .filter(code -> !code.equals(USUAL_AT_PROVIDERS)).collect(Collectors.joining("|")) + ")\"");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java") && !f.startsWith(TRANSLATE)).toList()) {
        assertThat(spelled.matcher(Files.readString(file)).results().map(found -> found.group(1))).as(file.toString()).isEmpty();
      }
    }
  }

  /** Translators know nothing of the gateway's errors: what they name must be there. */
  @Test
  void theCodesOfTranslationsAreThere() {
    assertThat(ErrorCode.find(TranslationException.invalid("x", "").code())).isEqualTo(ErrorCode.INVALID_VALUE);
    assertThat(ErrorCode.find(TranslationException.unsupported("x", "").code())).isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER);
    assertThat(ErrorCode.find(TranslationException.nonsense("").code())).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE);
  }

  @ParameterizedTest
  @EnumSource
  void theDashboardExplainsEveryCode(ErrorCode code) {
    int status = code.status() == 0 ? 502 : code.status();
    Explanation explanation = Explanation.of(status, code.code(), "gateway", "acme");
    assertThat(explanation.what()).endsWith(".").doesNotContain(code.code());
    assertThat(explanation.advice()).endsWith(".");
  }

  @Test
  void noCodeIsThereTwice() throws IOException {
    assertThat(MarkdownTable.rows(API, "### Codes").stream().map(row -> row.get(0))).doesNotHaveDuplicates();
  }

  @Test
  void theTypesOfEachStatusAreThoseOfTheCode() throws IOException {
    for (List<String> row : MarkdownTable.rows(API, "### Types by status")) {
      int status = Integer.parseInt(row.get(0));
      assertThat(row.subList(1, 4)).as("status %d", status).isEqualTo(List.of(Wire.OPENAI.surface().errors().type(status),
          Wire.ANTHROPIC.surface().errors().type(status), Wire.CONVERSE.surface().errors().type(status)));
    }
  }

  @Test
  void theActionsOfTheAuditLogAreThoseOfTheCode() throws IOException {
    String text = Files.readString(API).replaceAll("\\s+", " ");
    String listed = text.substring(text.indexOf("`action` is one of") + "`action` is one of".length());
    assertThat(Pattern.compile("`([^`]+)`").matcher(listed.substring(0, listed.indexOf(". "))).results().map(found -> found.group(1)))
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(AuditAction.values()).map(AuditAction::code).toList());
  }
}
