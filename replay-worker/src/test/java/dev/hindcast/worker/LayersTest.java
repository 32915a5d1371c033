package dev.hindcast.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.hindcast.worker", importOptions = DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule onlyPostgresKnowsTheDriver =
      noClasses()
          .that()
          .resideOutsideOfPackage("..postgres")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.r2dbc..", "java.sql..");

  @ArchTest
  static final ArchRule onlyGrpcKnowsTheMessages =
      noClasses()
          .that()
          .resideOutsideOfPackage("..grpc")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.hindcast.proto..", "io.grpc..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule postgresAndGrpcDoNotMeet =
      noClasses()
          .that()
          .resideInAPackage("..postgres")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..grpc");

  @ArchTest
  static final ArchRule noOtherServiceIsKnown =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.hindcast.gateway..", "dev.hindcast.branch..", "dev.hindcast.registry..");

  @ArchTest
  static final ArchRule featuresHaveNoCycles =
      slices().matching("dev.hindcast.worker.(*)..").should().beFreeOfCycles();
}
