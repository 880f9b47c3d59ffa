package app.orqen;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import app.orqen.dispatch.address.ApiBase;
import app.orqen.dispatch.call.Breakers;
import app.orqen.dispatch.call.Conversation;
import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.secret.Secret;
import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.ExampleCuts;
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
  static final ArchRule ROOMS_OF_DISPATCH_RUN_ONE_WAY =
      slices().matching("app.orqen.dispatch.(*)..").should().beFreeOfCycles();

  /** What is public in the rooms of dispatch is public for the other rooms, except for four classes. */
  @ArchTest
  static final ArchRule ROOMS_OF_DISPATCH_ARE_CLOSED = noClasses().that().resideOutsideOfPackage("app.orqen.dispatch..")
      .should().dependOnClassesThat(resideInAPackage("app.orqen.dispatch..")
          .and(not(belongToAnyOf(ApiBase.class, Breakers.class, Conversation.class, UpstreamCall.class))));

  /** Only the HTTP client below a call, and the call's own room, say how far the call is. */
  @ArchTest
  static final ArchRule CALLS_ARE_DRIVEN_FROM_DISPATCH = noClasses().that().resideOutsideOfPackage("app.orqen.dispatch..")
      .should().callMethodWhere(target(owner(type(UpstreamCall.class)))
          .and(target(nameMatching("inbound|traced|sending|head|error|failed|unsent|await|arrived"))));

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
      .resideOutsideOfPackages("..secret..", "..vault..", "..provider.auth..", "..dispatch..", "..account..", "..start..")
      .should().callMethod(Secret.class, "reveal");

  /** The front of tool pruning decides; its rooms never call it. */
  @ArchTest
  static final ArchRule ROOMS_OF_TOOL_PRUNING = layeredArchitecture().consideringOnlyDependenciesInLayers()
      .layer("front").definedBy("app.orqen.tools")
      .layer("rank").definedBy("app.orqen.tools.rank")
      .layer("embed").definedBy("app.orqen.tools.embed")
      .layer("read").definedBy("app.orqen.tools.read")
      .whereLayer("front").mayNotBeAccessedByAnyLayer()
      .whereLayer("rank").mayOnlyBeAccessedByLayers("front")
      .whereLayer("embed").mayOnlyBeAccessedByLayers("front", "rank");

  /** Except for the types that the front's own signatures carry, the rooms of tool pruning are inside it. */
  @ArchTest
  static final ArchRule TOOL_PRUNING_IS_ENTERED_BY_ITS_FRONT = noClasses().that()
      .resideOutsideOfPackage("app.orqen.tools..")
      .should().dependOnClassesThat(resideInAPackage("app.orqen.tools.*")
          .and(not(belongToAnyOf(ByteSpan.class, ExampleCuts.class, Routing.class))));
}
