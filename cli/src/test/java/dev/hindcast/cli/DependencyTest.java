package dev.hindcast.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/** The command starts services and calls their API; their insides are none of its business. */
@AnalyzeClasses(packages = "dev.hindcast.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyTest {
  @ArchTest
  static void noServiceIsSeen(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAPackage("dev.hindcast.cli..")
        .and()
        // One class looks at this machine's disk as the branch service would, and stops its
        // servers.
        .doNotHaveFullyQualifiedName("dev.hindcast.cli.local.LocalBranching")
        .and()
        // And one makes their schemas, which they bring along.
        .doNotHaveFullyQualifiedName("dev.hindcast.cli.migrate.MigrateCommand")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.hindcast.registry..",
            "dev.hindcast.branch..",
            "dev.hindcast.gateway..",
            "dev.hindcast.worker..")
        .check(classes);
  }
}
