package dev.coordination.it.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.it.mutants.KitRunner.Failure;
import dev.coordination.it.mutants.KitRunner.KitTest;
import dev.coordination.it.mutants.KitRunner.Verdict;
import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the kit catches what it is there to catch. */
final class PlantedBugsTest {

  /** For the runs in here: their report is not the backends', and what hangs need not hang long. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "coordination.tck.report", "target/planted-bugs",
          "coordination.tck.eventually", "5000",
          "coordination.tck.recipes", "LOCK,ELECTION",
          "coordination.tck.seed", "1");

  private static final Map<String, String> BEFORE = new HashMap<>();
  private static final List<String> TABLE = new ArrayList<>();
  private static final KitRunner RUNNER = new KitRunner();
  private static final SourceCompiler COMPILER = new SourceCompiler();

  @BeforeAll
  static void setProperties() {
    PROPERTIES.forEach((name, value) -> BEFORE.put(name, System.getProperty(name)));
    PROPERTIES.forEach(System::setProperty);
  }

  @AfterAll
  static void showTable() {
    COMPILER.close();
    BEFORE.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
    TABLE.forEach(System.out::println);
  }

  static Stream<PlantedBug> bugs() {
    return Stream.of(
            EngineBugs.all(),
            EngineSharedHoldBugs.all(),
            MemoryBugs.all(),
            SharedHoldBugs.all(),
            SupportBugs.all(),
            QueueBugs.all(),
            KnownFaultBugs.all(),
            PartyBugs.all(),
            PartitionBugs.all(),
            LeaseBugs.all(),
            BarrierBugs.all(),
            DoubleBarrierBugs.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isCaughtByItsOwnRule(PlantedBug bug) {
    long begun = System.nanoTime();
    PatchedClasses classes = new PatchedClasses(COMPILER.compile(bug.sources()));
    List<KitTest> family = KitRunner.familyOf(bug.rule());
    assertThat(family).as("tests of %s", bug.rule()).isNotEmpty();
    Verdict verdict = RUNNER.judge(family, () -> bug.backend().newHarness(classes), bug.rule());
    assertThat(verdict.caught())
        .as("%s survives %s; what failed is %s", bug, bug.rule(), verdict.others())
        .isPresent();
    TABLE.add(
        "%-11s %-55s %-10s %5d ms  %s"
            .formatted(
                bug.backend(),
                bug.name(),
                bug.rule(),
                (System.nanoTime() - begun) / 1_000_000,
                verdict.caught().orElseThrow().test()));
  }

  /** The sources of all bugs, not edited but compiled and loaded like them, pass the same tests. */
  @ParameterizedTest
  @EnumSource
  void withoutABugNothingIsCaught(Backend backend) {
    Map<String, String> sources = new HashMap<>();
    Set<KitTest> tests = new LinkedHashSet<>();
    bugs()
        .filter(bug -> bug.backend() == backend)
        .forEach(
            bug -> {
              sources.putAll(bug.originals());
              tests.addAll(KitRunner.citing(bug.rule()));
            });
    PatchedClasses classes = new PatchedClasses(COMPILER.compile(sources));
    List<Failure> failures =
        tests.stream()
            .flatMap(test -> RUNNER.run(test, () -> backend.newHarness(classes)).stream())
            .toList();
    assertThat(failures).isEmpty();
  }
}
