package dev.hindcast.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(
    packages = "dev.hindcast.ingest",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyGrpcKnowsMessages =
      noClasses()
          .that()
          .resideOutsideOfPackage("..grpc..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.hindcast.proto..", "io.opentelemetry..", "com.google.protobuf..", "io.grpc..");

  @ArchTest
  static final ArchRule onlyHttpKnowsTheServer =
      noClasses()
          .that()
          .resideOutsideOfPackage("..http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.sun.net.httpserver..");

  @ArchTest
  static final ArchRule onlyPostgresKnowsDatabases =
      noClasses()
          .that()
          .resideOutsideOfPackages("..postgres..", "dev.hindcast.ingest")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..", "org.postgresql..", "dev.hindcast.platform.jdbc..", "com.zaxxer..");

  @ArchTest
  static final ArchRule edgesDoNotMeet =
      noClasses()
          .that()
          .resideInAnyPackage("..grpc..", "..http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..postgres..");

  @ArchTest
  static final ArchRule protocolsDoNotKnowEachOther =
      noClasses()
          .that()
          .resideInAPackage("dev.hindcast.ingest.opa..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.hindcast.ingest.otlp..");

  @ArchTest
  static final ArchRule actionsKnowNobody =
      noClasses()
          .that()
          .resideInAPackage("dev.hindcast.ingest.action..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.hindcast.platform..", "dev.hindcast.ingest.write..");
}
