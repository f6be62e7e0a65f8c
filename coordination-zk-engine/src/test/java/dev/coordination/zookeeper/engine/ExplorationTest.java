package dev.coordination.zookeeper.engine;

import static dev.coordination.zookeeper.engine.Explorations.ALL;
import static dev.coordination.zookeeper.engine.Explorations.BETWEEN_SERVERS;
import static dev.coordination.zookeeper.engine.Explorations.EARLY_END;
import static dev.coordination.zookeeper.engine.Explorations.FEW;
import static dev.coordination.zookeeper.engine.Explorations.FEWER;
import static dev.coordination.zookeeper.engine.Explorations.FEWEST;
import static dev.coordination.zookeeper.engine.Explorations.MAIN;
import static dev.coordination.zookeeper.engine.Explorations.MAIN_BETWEEN_SERVERS;
import static dev.coordination.zookeeper.engine.Explorations.chance;
import static dev.coordination.zookeeper.engine.Explorations.explore;
import static dev.coordination.zookeeper.engine.Explorations.exploreBoth;
import static dev.coordination.zookeeper.engine.Explorations.exploreBounded;

import dev.coordination.zookeeper.engine.TakingTurns.Role;
import dev.coordination.zookeeper.engine.sim.Explorer;
import dev.coordination.zookeeper.engine.sim.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every order of events, with a fault at every step: two clients and one fault in full; two clients
 * and two faults, and three and one, with a bound on preemptions; more by chance. Each prints how
 * many schedules it ran, and under which bound. The Maven profile {@code explore} raises the
 * bounds.
 */
@Execution(ExecutionMode.CONCURRENT)
final class ExplorationTest {

  // Two clients, one fault

  @Test
  void twoClientsTakeALockInTurnUnderAnyOneFault() {
    explore(Explorer.of(new TakingTurns(1, Role.LOCKS, Role.LOCKS)).kinds(Fault.covered()));
  }

  @Test
  void twoClientsTakeALockInTurnWhileASessionIsEnded() {
    explore(Explorer.of(new TakingTurns(1, Role.LOCKS, Role.LOCKS).endedEarly()).kinds(EARLY_END));
  }

  @Test
  void twoClientsTakeALockInTurnThroughAServerThatLags() {
    explore(Explorer.of(new TakingTurns(2, Role.LOCKS, Role.LOCKS)).kinds(BETWEEN_SERVERS));
  }

  @Test
  void twoClientsAreElectedInTurnUnderAnyOneFault() {
    explore(Explorer.of(new TakingTurns(1, Role.IS_ELECTED, Role.IS_ELECTED)).kinds(MAIN));
  }

  @Test
  void twoClientsAreElectedInTurnWhileASessionIsEnded() {
    explore(
        Explorer.of(new TakingTurns(1, Role.IS_ELECTED, Role.IS_ELECTED).endedEarly())
            .kinds(EARLY_END));
  }

  @Test
  void twoClientsAreElectedInTurnThroughAServerThatLags() {
    explore(
        Explorer.of(new TakingTurns(2, Role.IS_ELECTED, Role.IS_ELECTED))
            .kinds(MAIN_BETWEEN_SERVERS));
  }

  @Test
  void aReaderAndAWriterTakeTurnsUnderAnyOneFault() {
    exploreBoth(new TakingTurns(1, Role.READS, Role.WRITES), MAIN);
  }

  @Test
  void aReaderAndAWriterTakeTurnsThroughAServerThatLags() {
    exploreBoth(new TakingTurns(2, Role.READS, Role.WRITES), MAIN_BETWEEN_SERVERS);
  }

  @Test
  void twoReadersShareUnderAnyOneFault() {
    explore(Explorer.of(new TakingTurns(1, Role.READS, Role.READS)).kinds(MAIN));
  }

  @Test
  void aPermitIsHandedOverUnderAnyOneFault() {
    exploreBoth(new SharingPermits(1, 2, 1).heldByTheFirst(), MAIN);
  }

  @Test
  void twoClientsShareOnePermitUnderAnyOneFault() {
    exploreBounded(Explorer.of(new SharingPermits(1, 2, 1)).kinds(FEWEST), 1);
  }

  @Test
  void twoClientsShareOnePermitThroughAServerThatLags() {
    exploreBounded(Explorer.of(new SharingPermits(2, 2, 1)).kinds(MAIN_BETWEEN_SERVERS), 1);
  }

  @Test
  void twoClientsHaveAPermitEachUnderAnyOneFault() {
    exploreBounded(Explorer.of(new SharingPermits(1, 2, 2)).kinds(FEWEST), 1);
  }

  @Test
  void twoClientsCountTogetherUnderAnyOneFault() {
    explore(Explorer.of(new CountingTogether(2, 1, 1)).kinds(ALL));
  }

  @Test
  void twoClientsCountTogetherThroughAServerThatLags() {
    explore(Explorer.of(new CountingTogether(2, 2, 1)).kinds(BETWEEN_SERVERS));
  }

  // Bounded

  @Test
  void twoClientsTakeALockInTurnUnderTwoFaults() {
    exploreBounded(Explorer.of(new TakingTurns(1, Role.LOCKS, Role.LOCKS)).kinds(FEWER), 2);
  }

  @Test
  void twoClientsCountTogetherUnderTwoFaults() {
    exploreBounded(Explorer.of(new CountingTogether(2, 1, 1)).kinds(FEWER), 2);
  }

  @Test
  void threeClientsTakeALockInTurnUnderOneFault() {
    exploreBounded(
        Explorer.of(new TakingTurns(1, Role.LOCKS, Role.LOCKS, Role.LOCKS)).kinds(FEW), 1);
  }

  @Test
  void threeClientsCountTogetherUnderOneFault() {
    exploreBounded(Explorer.of(new CountingTogether(3, 1, 1)).kinds(FEW), 1);
  }

  // By chance

  @Test
  void moreClientsAndManyFaultsByChance() {
    chance(
        Explorer.of(new TakingTurns(2, Role.LOCKS, Role.LOCKS, Role.LOCKS)).kinds(Fault.covered()));
    chance(
        Explorer.of(
                new TakingTurns(2, Role.IS_ELECTED, Role.IS_ELECTED, Role.IS_ELECTED).endedEarly())
            .kinds(ALL));
    chance(
        Explorer.of(new TakingTurns(2, Role.READS, Role.WRITES, Role.READS, Role.LOCKS))
            .kinds(Fault.covered()));
    chance(Explorer.of(new SharingPermits(2, 4, 2)).kinds(Fault.covered()));
    chance(Explorer.of(new CountingTogether(3, 2, 1)).kinds(ALL));
    chance(Explorer.of(new CountingTogether(3, 2, 4)).kinds(ALL));
  }
}
