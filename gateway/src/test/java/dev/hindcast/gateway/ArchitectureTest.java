package dev.hindcast.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(
    packages = "dev.hindcast.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyGrpcKnowsMessages =
      noClasses()
          .that()
          .resideOutsideOfPackage("..grpc..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.hindcast.proto..", "dev.hindcast.policyproto..");

  @ArchTest
  static final ArchRule onlyPostgresKnowsDatabases =
      noClasses()
          .that()
          .resideOutsideOfPackages("..postgres..", "dev.hindcast.gateway")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.postgresql..", "dev.hindcast.platform.jdbc..");

  @ArchTest
  static final ArchRule grpcAndPostgresDoNotMeet =
      noClasses()
          .that()
          .resideInAPackage("..grpc..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.hindcast.gateway..postgres..");

  @ArchTest
  static final ArchRule postgresAndGrpcDoNotMeet =
      noClasses()
          .that()
          .resideInAPackage("..postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.hindcast.gateway..grpc..", "io.grpc..");

  @ArchTest
  static final ArchRule featuresDoNotKnowTheirEdges =
      noClasses()
          .that()
          .resideOutsideOfPackages("..grpc..", "..postgres..", "dev.hindcast.gateway")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.hindcast.gateway..grpc..", "dev.hindcast.gateway..postgres..", "io.grpc..");
}
