package dev.hindcast.branch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.hindcast.branch",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule onlyPostgresSpeaksSql =
      noClasses()
          .that()
          .resideOutsideOfPackage("..postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.postgresql..", "io.r2dbc..");

  @ArchTest
  static final ArchRule onlyGrpcSeesMessages =
      noClasses()
          .that()
          .resideOutsideOfPackages("..grpc..", "..lakebase.api..") // the SDK's times are messages
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.hindcast.proto..", "com.google.protobuf..", "io.grpc..");

  @ArchTest
  static final ArchRule grpcAndPostgresNeverMeet =
      noClasses()
          .that()
          .resideInAPackage("..grpc..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..postgres..");

  @ArchTest
  static final ArchRule metersAreInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.hindcast.branch", "..metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.opentelemetry.api.metrics..", "dev.hindcast.platform.telemetry..");

  @ArchTest
  static final ArchRule providersKnowNoRules =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..provider..",
              "..overlay..",
              "..whole..",
              "..reflink..",
              "dev.hindcast.branch.remote..",
              "..neon..",
              "..lakebase..",
              "..dblab..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.hindcast.branch.branch..",
              "dev.hindcast.branch.expiry..",
              "dev.hindcast.branch.reconcile..",
              "dev.hindcast.branch.schedule..");

  @ArchTest
  static final ArchRule rulesKnowTheInterfaceOnly =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.hindcast.branch.branch..",
              "dev.hindcast.branch.expiry..",
              "dev.hindcast.branch.reconcile..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..overlay..", "..reflink..", "..neon..", "..lakebase..", "..dblab..");

  @ArchTest
  static final ArchRule onlyOnePackageSeesTheSdk =
      noClasses()
          .that()
          .resideOutsideOfPackage("..lakebase.api..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.databricks..");

  @ArchTest
  static final ArchRule onlyHttpPackagesSpeakHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages("..http..", "..lakebase.api..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..");

  @ArchTest
  static final ArchRule featuresHaveNoCycles =
      slices().matching("dev.hindcast.branch.(*)..").should().beFreeOfCycles();
}
