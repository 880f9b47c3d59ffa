package app.orqen.translate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.answer.AnswerFacts.ErrorInAnswer;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ErrorText;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.stream.StreamTranslation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of {@code translate}, the arrows between them, and what the rest of the gateway sees of them. */
@AnalyzeClasses(packages = "app.orqen", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule ARROWS = layeredArchitecture().consideringOnlyDependenciesInAnyPackage("app.orqen.translate..")
      .layer("framing").definedBy("app.orqen.translate.framing")
      .layer("json").definedBy("app.orqen.translate.json")
      .layer("error").definedBy("app.orqen.translate.error")
      .layer("chat").definedBy("app.orqen.translate.chat")
      .layer("answer").definedBy("app.orqen.translate.answer")
      .layer("stream").definedBy("app.orqen.translate.stream")
      .layer("wire").definedBy("app.orqen.translate.wire")
      .layer("openai").definedBy("app.orqen.translate.openai")
      .layer("anthropic").definedBy("app.orqen.translate.anthropic")
      .layer("converse").definedBy("app.orqen.translate.converse")
      .layer("gemini").definedBy("app.orqen.translate.gemini")
      .layer("responses").definedBy("app.orqen.translate.responses")
      .layer("front").definedBy("app.orqen.translate.front")
      .whereLayer("framing").mayNotAccessAnyLayer()
      .whereLayer("json").mayNotAccessAnyLayer()
      .whereLayer("error").mayOnlyAccessLayers("json")
      .whereLayer("chat").mayOnlyAccessLayers("json", "error")
      .whereLayer("answer").mayOnlyAccessLayers("json", "error", "chat")
      .whereLayer("stream").mayOnlyAccessLayers("json", "framing", "error", "answer")
      .whereLayer("wire").mayOnlyAccessLayers("json", "error", "chat", "answer", "stream")
      .whereLayer("openai").mayOnlyAccessLayers("json", "framing", "error", "chat", "answer", "stream", "wire")
      .whereLayer("anthropic").mayOnlyAccessLayers("json", "framing", "error", "chat", "answer", "stream", "wire")
      .whereLayer("converse").mayOnlyAccessLayers("json", "framing", "error", "chat", "answer", "stream", "wire")
      .whereLayer("gemini").mayOnlyAccessLayers("json", "framing", "error", "chat", "answer", "stream", "wire")
      .whereLayer("responses").mayOnlyAccessLayers("json", "framing", "error", "chat", "answer", "stream", "wire")
      .whereLayer("front").mayNotBeAccessedByAnyLayer()
      .as("the arrows between the rooms of translate run one way");

  /** Types are public for the other rooms; the gateway uses the front and what it takes and returns. */
  @ArchTest
  static final ArchRule ROOMS_ARE_PRIVATE = noClasses().that().resideOutsideOfPackage("app.orqen.translate..")
      .should().dependOnClassesThat(resideInAPackage("app.orqen.translate..")
          .and(not(resideInAnyPackage("app.orqen.translate.framing", "app.orqen.translate.wire", "app.orqen.translate.front")))
          .and(not(JavaClass.Predicates.belongToAnyOf(RequestContext.class, AnswerContext.class, TranslatedRequest.class,
              Usage.class, AnswerFacts.class, ErrorInAnswer.class, ProviderError.class, ErrorKind.class, ErrorForm.class,
              ErrorText.class, TranslationException.class, StreamTranslation.class))));
}
