package dev.hindcast.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The dependency rule of the service. */
@AnalyzeClasses(packages = "dev.hindcast.registry", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule ONLY_POSTGRES_SPEAKS_SQL =
      noClasses()
          .that()
          .resideOutsideOfPackage("..postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "io.r2dbc..", "org.postgresql..");

  @ArchTest
  static final ArchRule ONLY_GRPC_KNOWS_MESSAGES =
      noClasses()
          .that()
          .resideOutsideOfPackage("..grpc..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.hindcast.proto..", "io.grpc..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule GRPC_AND_POSTGRES_NEVER_MEET =
      noClasses()
          .that()
          .resideInAPackage("dev.hindcast.registry..grpc..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.hindcast.registry..postgres..", "dev.hindcast.platform.jdbc..");

  @ArchTest
  static final ArchRule POSTGRES_KNOWS_NO_GRPC =
      noClasses()
          .that()
          .resideInAPackage("dev.hindcast.registry..postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..grpc..");

  @ArchTest
  static final ArchRule RULES_KNOW_NOTHING_BELOW_THEM =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.hindcast.registry.version",
              "dev.hindcast.registry.channel",
              "dev.hindcast.registry.activation")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.hindcast.registry..postgres..",
              "dev.hindcast.registry..grpc..",
              "dev.hindcast.platform.jdbc..");

  @ArchTest
  static final ArchRule FEATURES_DEPEND_ONE_WAY =
      noClasses()
          .that()
          .resideInAPackage("dev.hindcast.registry.version..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.hindcast.registry.channel..", "dev.hindcast.registry.activation..");

  @ArchTest
  static final ArchRule NO_OTHER_SERVICE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.hindcast.branch..", "dev.hindcast.worker..", "dev.hindcast.gateway..");

  @ArchTest
  static final ArchRule STORES_ARE_HIDDEN =
      classes().that().haveSimpleNameStartingWith("Postgres").should().bePackagePrivate();
}
