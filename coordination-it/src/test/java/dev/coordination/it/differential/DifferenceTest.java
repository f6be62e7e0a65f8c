package dev.coordination.it.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.inmemory.InMemoryHarness;
import dev.coordination.tck.TckHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What differs is found, and said so that it can be understood and repeated. */
class DifferenceTest {

  private static final int SCHEDULES = 10;
  private static final int MANY = 200;

  @Test
  void whoServesTheLastFirstIsFound() {
    Difference difference = find(LockPlay.PLAN, FaultyClients::thatServeTheLastFirst);

    assertThat(difference.toString())
        .startsWith("lock: the backends differ.")
        .contains("-Dcoordination.differential.seeds=" + difference.schedule().seed())
        .contains("waits for the lock");
    assertThat(difference.schedule().steps())
        .as("one holds, two wait, and it is released")
        .hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void whoDropsAnItemIsFound() {
    Difference difference = find(QueuePlay.PLAN, FaultyClients::thatDropAnItem);

    assertThat(difference.toString())
        .containsPattern("items +right +\\[.*v\\d")
        .containsPattern("items +faulty +\\[");
    assertThat(difference.schedule().steps()).as("two puts").hasSizeLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("plans")
  void whatIsTheSameDoesNotDiffer(Plan<?> plan) {
    assertThat(differences(plan, InMemoryHarness::new)).isEmpty();
  }

  static List<Plan<?>> plans() {
    return DifferentialTest.PLANS;
  }

  /** Schedules that do nothing would find no difference either. */
  @ParameterizedTest
  @MethodSource("plans")
  void everyMoveIsMade(Plan<?> plan) {
    List<String> missing = new ArrayList<>(plan.moves().stream().map(Move::text).toList());
    for (long seed = 0; seed < MANY && !missing.isEmpty(); seed++) {
      List<String> taken = stepsTaken(Schedule.draw(plan, seed));
      missing.removeIf(move -> taken.stream().anyMatch(step -> step.contains(move)));
    }
    assertThat(missing).isEmpty();
  }

  private static List<String> stepsTaken(Schedule<?> schedule) {
    Witness witness = Witness.ofTheFirst();
    schedule.carryOut(Subject.IN_MEMORY, witness, Duration.ZERO);
    return witness.looks().stream().map(Witness.Seen::step).toList();
  }

  private static Difference find(Plan<?> plan, Supplier<TckHarness> faulty) {
    List<Difference> found = differences(plan, faulty);
    assertThat(found).isNotEmpty();
    return comparison(faulty).simplify(found.get(0));
  }

  private static List<Difference> differences(Plan<?> plan, Supplier<TckHarness> other) {
    return LongStream.range(0, SCHEDULES)
        .mapToObj(seed -> comparison(other).differenceIn(Schedule.draw(plan, seed)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Comparison comparison(Supplier<TckHarness> other) {
    return new Comparison(
        List.of(new Subject("right", InMemoryHarness::new), new Subject("faulty", other)));
  }
}
