package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.zookeeper.engine.sim.Explorer;
import dev.coordination.zookeeper.engine.sim.Fault;
import dev.coordination.zookeeper.engine.sim.Report;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every order of events, with a fault at every step: two clients and one fault in full, more
 * clients and faults by chance. Each prints how many schedules it ran, and under which bound.
 */
final class ExplorationTest {

  /** Both clients do the same, so one of them stands for both. */
  private static final String VICTIM = "a";

  @Test
  void twoClientsTakeALockInTurnUnderAnyOneFault() {
    explore(Explorer.of(new TakingTurns(2, 1, TakingTurns::lock)).kinds(covered()));
  }

  @Test
  void twoClientsTakeALockInTurnThroughAServerThatLags() {
    Set<Fault> kinds = EnumSet.of(Fault.MOVE, Fault.ISOLATE_PAST_EXPIRY);
    explore(Explorer.of(new TakingTurns(2, 2, TakingTurns::lock)).kinds(kinds));
  }

  @Test
  void twoClientsAreElectedInTurnUnderAnyOneCut() {
    Set<Fault> kinds = EnumSet.of(Fault.CUT);
    explore(Explorer.of(new TakingTurns(2, 1, TakingTurns::election)).kinds(kinds));
  }

  @Test
  void twoClientsCountTogetherUnderAnyOneFault() {
    explore(Explorer.of(new CountingTogether(2, 1)).kinds(Fault.usual()));
  }

  @Test
  void twoClientsCountTogetherThroughAServerThatLags() {
    explore(Explorer.of(new CountingTogether(2, 2)).kinds(EnumSet.of(Fault.MOVE)));
  }

  @Test
  void threeClientsAndManyFaultsByChance() {
    chance(Explorer.of(new TakingTurns(3, 2, TakingTurns::lock)).kinds(Fault.covered()));
    chance(Explorer.of(new CountingTogether(3, 2)).kinds(EnumSet.allOf(Fault.class)));
  }

  private static EnumSet<Fault> covered() {
    EnumSet<Fault> kinds = EnumSet.copyOf(Fault.usual());
    kinds.retainAll(Fault.covered());
    return kinds;
  }

  private static void explore(Explorer explorer) {
    report(explorer.victims(VICTIM).faults(1).run());
  }

  private static void chance(Explorer explorer) {
    report(explorer.faults(4).random(1, 1_000, 20));
  }

  private static void report(Report report) {
    System.out.println(report);
    assertThat(report.complete()).as("complete").isTrue();
  }
}
