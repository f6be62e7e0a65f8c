package dev.coordination.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule finds who breaks it. */
class RulesTest {

  private static final String BAD = RulesTest.class.getPackageName() + ".bad";
  private static final String SPLIT = "no package lies in two modules";
  private static final Map<String, ArchRule> RULES = new Rules(BAD).all();

  /** For each rule somebody who breaks it, by class. */
  private static final Map<String, String> CULPRITS =
      Map.ofEntries(
          Map.entry("the API needs nothing", ".SeesSupport"),
          Map.entry("arrow support", ".support.SeesStore"),
          Map.entry("arrow in-memory", ".inmemory.SeesEngine"),
          Map.entry("arrow engine", ".zookeeper.engine.SeesTransport"),
          Map.entry("arrow raw", ".zookeeper.SeesCurator"),
          Map.entry("arrow Curator", ".curator.SeesRaw"),
          Map.entry("arrow TCK", ".tck.SeesBackend"),
          Map.entry("arrow test kit", ".zookeeper.testkit.SeesSupport"),
          Map.entry("arrow cli", ".cli.SeesEngine"),
          Map.entry("a backend shows its entry and its provider only", ".inmemory.SeesEngine"),
          Map.entry(
              "the engine is public for its transports only", ".zookeeper.engine.PublicForNobody"),
          Map.entry("no public method throws just anything", ".NoRules.run()"),
          Map.entry("every package belongs to a module", ".stray.Stray"),
          Map.entry("packages form no cycle", ".spi.Cyclic"),
          Map.entry("nobody sleeps", ".Sleeper.nap()"),
          Map.entry("nobody looks at the wall clock", ".curator.Prints.say()"),
          Map.entry("only commands print", ".curator.Prints.say()"));

  static Stream<String> ruleNames() {
    return RULES.keySet().stream().filter(name -> !name.equals(SPLIT));
  }

  @ParameterizedTest
  @MethodSource("ruleNames")
  void findsWhoBreaksIt(String rule) {
    var bad = new ClassFileImporter().importPackages(BAD);

    assertThat(CULPRITS).containsKey(rule);
    assertThat(RULES.get(rule).evaluate(bad).getFailureReport().getDetails())
        .anyMatch(line -> line.contains(BAD + CULPRITS.get(rule)));
  }

  /** One class of a package lies somewhere else, as if another module had it. */
  @Test
  void findsAPackageInTwoModules(@TempDir Path other) throws IOException, URISyntaxException {
    var file = BAD.replace('.', '/') + "/Sleeper.class";
    var here = Path.of(getClass().getResource("/" + file).toURI());
    var there = other.resolve(file);
    Files.createDirectories(there.getParent());
    Files.copy(here, there);
    var sibling = here.resolveSibling("NoRules.class");

    assertThat(broken(here, sibling)).isFalse();
    assertThat(broken(there, sibling)).isTrue();
  }

  private static boolean broken(Path... classes) {
    return RULES.get(SPLIT).evaluate(new ClassFileImporter().importPaths(classes)).hasViolation();
  }
}
