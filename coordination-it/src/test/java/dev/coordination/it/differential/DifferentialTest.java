package dev.coordination.it.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coordination.it.Bounded;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * All backends do the same, whatever is drawn. {@code -Dcoordination.differential.seeds=1-200}
 * draws more, and {@code -Dcoordination.differential.recipes=lock,queue} for some recipes only.
 */
class DifferentialTest {

  /** The recipes that take part. */
  static final List<Plan<?>> PLANS =
      List.of(
          LockPlay.PLAN,
          ReadWriteLockPlay.PLAN,
          SemaphorePlay.PLAN,
          ElectionPlay.PLAN,
          QueuePlay.PLAN,
          LockingQueuePlay.PLAN,
          CounterPlay.PLAN,
          BarrierPlay.PLAN,
          DoubleBarrierPlay.PLAN,
          PartyPlay.PLAN,
          PartyPlay.SHALLOW,
          PartitionPlay.PLAN,
          PartitionPlay.STICKY,
          LeasePlay.PLAN);

  /** How many schedules are carried out at a time: mostly they wait for clients to reconnect. */
  private static final int AT_A_TIME = 5;

  private final Comparison comparison = new Comparison(Subject.ALL);
  private final ExecutorService runs = Executors.newFixedThreadPool(AT_A_TIME);

  @TestFactory
  Stream<DynamicTest> backendsAgreeOn() {
    List<DynamicTest> tests =
        PLANS.stream()
            .filter(plan -> Choice.recipes().contains(plan.recipe()) || Choice.recipes().isEmpty())
            .flatMap(plan -> Choice.seeds().stream().map(seed -> test(Schedule.draw(plan, seed))))
            .toList();
    runs.shutdown();
    return tests.stream();
  }

  private DynamicTest test(Schedule<?> schedule) {
    Future<Optional<Difference>> run = runs.submit(() -> comparison.differenceIn(schedule));
    return dynamicTest(schedule.toString(), () -> check(run));
  }

  private void check(Future<Optional<Difference>> run) {
    assertThat(Bounded.get(run).map(comparison::simplify)).isEmpty();
  }

  @AfterEach
  void stop() {
    runs.shutdownNow();
  }
}
