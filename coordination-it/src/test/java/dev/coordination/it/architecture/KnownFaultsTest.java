package dev.coordination.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of known faults names tests that exist and decide what it says. */
class KnownFaultsTest {

  private static KnownFaults faults;

  @BeforeAll
  static void findSources() throws IOException {
    var sources = Sources.ofTests();
    Path kit = Sources.root().resolve("coordination-tck/src/main");
    try (var files = Files.walk(kit)) {
      files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
    }
    faults = new KnownFaults(sources);
  }

  @Test
  void thePageNamesTestsThatDecideItsRows() throws IOException {
    String page = Files.readString(Sources.root().resolve("docs/known-faults.md"));

    assertThat(page.lines().filter(KnownFaults::isRow)).hasSizeGreaterThan(40);
    assertThat(faults.problemsOf(page)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[LOCK-01](contract.md#lock-01);;has no test",
        "[LOCK-01](contract.md#lock-01);`LockContract.gone`;there is no test `LockContract.gone`",
        "[LOCK-01](contract.md#lock-01);`Gone.oneHolderAtATime`;there is no test `Gone.oneHolderAtATime`",
        "[LOCK-01](contract.md#lock-01);`TckTest.settle`;there is no test `TckTest.settle`",
        "[WAIT-01](contract.md#wait-01);`LockContract.oneHolderAtATime`;no test of it cites WAIT-01",
        "[LOCK-01](contract.md#lock-02);`LockContract.oneHolderAtATime`;leads elsewhere"
      })
  void whatIsWrongIsFound(String rules, String tests, String problem) {
    String row = "| K1 | a fault | what happens | %s | %s |".formatted(rules, tests);

    assertThat(faults.problemsOf(row)).anyMatch(found -> found.contains(problem));
  }

  @Test
  void whatIsRightIsNot() {
    var rows =
        List.of(
            "| K1 | a fault | - | [LOCK-01](contract.md#lock-01) | `LockContract.oneHolderAtATime` |",
            "| K2 | a fault | - | – | `WatchesTest.aLineThatHasGoneOnLeavesNone` |");

    assertThat(faults.problemsOf(String.join("\n", rows))).isEmpty();
  }
}
