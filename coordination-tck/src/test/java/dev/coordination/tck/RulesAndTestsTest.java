package dev.coordination.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract and its tests cite each other: no rule without a test, no test without a rule. */
class RulesAndTestsTest {

  private static final Path CONTRACT = Path.of("..", "docs", "contract.md");
  private static final Pattern HEADING =
      Pattern.compile("(?m)^### ([A-Z]+-\\d{2})( \\*withdrawn\\*)?$");

  @Test
  void everyRuleHasATest() throws IOException {
    Set<String> untested = rules();
    untested.removeAll(cited());
    assertThat(untested).isEmpty();
  }

  @Test
  void everyCitedRuleExists() throws IOException {
    Set<String> unknown = new TreeSet<>(cited());
    unknown.removeAll(rules());
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyTestOfAContractCitesARule() {
    List<Method> silent = tests().filter(test -> !test.isAnnotationPresent(Rule.class)).toList();
    assertThat(silent).isEmpty();
  }

  @Test
  void everyContractIsInTheCatalogue() throws IOException {
    Path sources = Path.of("src", "main", "java", "dev", "coordination", "tck");
    try (Stream<Path> files = Files.list(sources)) {
      Set<String> contracts =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .filter(name -> name.endsWith("Contract") && !name.equals("CatalogueContract"))
              .collect(Collectors.toSet());
      assertThat(CatalogueContract.CONTRACTS)
          .extracting(Class::getSimpleName)
          .containsExactlyInAnyOrderElementsOf(contracts);
    }
  }

  private static Set<String> rules() throws IOException {
    return HEADING
        .matcher(Files.readString(CONTRACT))
        .results()
        .filter(heading -> heading.group(2) == null)
        .map((MatchResult heading) -> heading.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> cited() {
    return tests()
        .flatMap(test -> Arrays.stream(test.getAnnotation(Rule.class).value()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<Class<?>> withBases(Class<?> contract) {
    return Stream.iterate(contract, type -> type != TckTest.class, Class::getSuperclass);
  }

  private static Stream<Method> tests() {
    return CatalogueContract.CONTRACTS.stream()
        .flatMap(RulesAndTestsTest::withBases)
        .flatMap(contract -> Arrays.stream(contract.getDeclaredMethods()))
        .filter(
            method ->
                method.isAnnotationPresent(Test.class)
                    || method.isAnnotationPresent(EveryHold.class));
  }
}
