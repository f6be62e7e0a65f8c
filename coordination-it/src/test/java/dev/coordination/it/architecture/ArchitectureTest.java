package dev.coordination.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every module of the product keeps to every rule, and no test of it sleeps. */
class ArchitectureTest {

  private static final String ROOT = "dev.coordination";

  @TestFactory
  Stream<DynamicTest> theProductKeepsTo() {
    var product = product();
    return new Rules(ROOT)
        .all().entrySet().stream()
            .map(rule -> dynamicTest(rule.getKey(), () -> rule.getValue().check(product)));
  }

  /** What is compiled from main sources, be it in a directory or a jar. */
  private static JavaClasses product() {
    return new ClassFileImporter()
        .withImportOption(location -> !location.contains("/test-classes/"))
        .withImportOption(location -> !location.contains("-tests.jar"))
        .importPackages(ROOT);
  }

  @Test
  void noTestSleeps() throws IOException {
    var sources = Sources.ofTests();

    assertThat(sources)
        .hasSizeGreaterThan(100)
        .anyMatch(source -> source.endsWith("FaultProxyTest.java"))
        .anyMatch(source -> source.endsWith("agent.py"));
    assertThat(Sources.thatSleep(sources)).isEmpty();
  }

  @Test
  void whoSleepsIsFound() {
    Path sleeper = Sources.root().resolve(Sources.BAD).resolve("Sleeper.java");

    assertThat(Sources.thatSleep(List.of(sleeper))).containsExactly(sleeper);
  }
}
