package app.orqen;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import app.orqen.secret.Secret;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.camel.Processor;

/** Packages are by concern, and the arrows between them run one way. */
@AnalyzeClasses(packages = "app.orqen", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule ARROWS_RUN_ONE_WAY = slices().matching("app.orqen.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule PACKAGES_ARE_BY_CONCERN = noClasses().should()
      .resideInAnyPackage("..processors..", "..util..", "..utils..", "..models.model..", "..helper..", "..common..");

  @ArchTest
  static final ArchRule STEPS_ARE_FINAL = classes().that().implement(Processor.class)
      .and().areNotInterfaces().and().doNotHaveModifier(JavaModifier.ABSTRACT)
      .should().haveModifier(JavaModifier.FINAL);

  /** Only what puts a credential on the wire, encrypts it or compares it may look at it. */
  @ArchTest
  static final ArchRule SECRETS_ARE_REVEALED_IN_FEW_PLACES = noClasses().that()
      .resideOutsideOfPackages("..secret..", "..vault..", "..dispatch..", "..account..", "..start..")
      .should().callMethod(Secret.class, "reveal");
}
