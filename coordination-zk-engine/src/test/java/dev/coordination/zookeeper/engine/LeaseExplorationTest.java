package dev.coordination.zookeeper.engine;

import static dev.coordination.zookeeper.engine.Explorations.FEW;
import static dev.coordination.zookeeper.engine.Explorations.FEWEST;
import static dev.coordination.zookeeper.engine.Explorations.MOVED;
import static dev.coordination.zookeeper.engine.Explorations.chance;
import static dev.coordination.zookeeper.engine.Explorations.exploreBounded;

import dev.coordination.zookeeper.engine.sim.Explorer;
import dev.coordination.zookeeper.engine.sim.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Orders of events around leases, with a fault at every step, within a bound on preemptions. */
@Execution(ExecutionMode.CONCURRENT)
final class LeaseExplorationTest {

  @Test
  void twoClientsAskForALeaseUnderOneFault() {
    exploreBounded(Explorer.of(new SharingLeases(1, 2, 1)).kinds(FEW), 1);
  }

  @Test
  void twoClientsAskForALeaseThroughAServerThatLags() {
    exploreBounded(Explorer.of(new SharingLeases(2, 2, 1)).kinds(MOVED), 1);
  }

  @Test
  void twoClientsAskForAllOfTwoUnderOneFault() {
    exploreBounded(Explorer.of(new SharingLeases(1, 2, 2)).kinds(FEWEST), 1);
  }

  @Test
  void moreClientsAndManyFaultsByChance() {
    chance(Explorer.of(new SharingLeases(2, 3, 1).extending()).kinds(Fault.covered()));
    chance(Explorer.of(new SharingLeases(2, 3, 2)).kinds(Fault.covered()));
  }
}
