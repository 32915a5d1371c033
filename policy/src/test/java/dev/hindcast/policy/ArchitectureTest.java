package dev.hindcast.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.hindcast.policy");

  /** A replay cannot touch the live world, and means the same on every machine. */
  @Test
  void pure() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..",
            "java.nio.file..",
            "java.sql..",
            "java.util.logging..",
            "org.slf4j..",
            "java.util.random..")
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.io\\.File.*|java\\.time\\.Clock|java\\.util\\.Random|java\\.lang\\.Process.*")
        .check(CLASSES);
    noClasses().should().callMethod(java.time.Instant.class, "now").check(CLASSES);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
    noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
    noClasses().should().callMethod(java.util.UUID.class, "randomUUID").check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.hindcast.policy.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** What is shared by all engines knows none of them. */
  @Test
  void enginesAreBehindTheInterface() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.hindcast.policy", "..cel..", "..gate..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.hindcast.policy.cel..", "dev.cel..")
        .check(CLASSES);
  }
}
