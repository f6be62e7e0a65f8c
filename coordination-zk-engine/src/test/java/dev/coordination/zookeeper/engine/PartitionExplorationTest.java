package dev.coordination.zookeeper.engine;

import static dev.coordination.zookeeper.engine.Explorations.FEWER;
import static dev.coordination.zookeeper.engine.Explorations.MAIN_BETWEEN_SERVERS;
import static dev.coordination.zookeeper.engine.Explorations.chance;
import static dev.coordination.zookeeper.engine.Explorations.exploreBounded;

import dev.coordination.zookeeper.engine.sim.Explorer;
import dev.coordination.zookeeper.engine.sim.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Those who divide a set, under a fault at every step. */
@Execution(ExecutionMode.CONCURRENT)
final class PartitionExplorationTest {

  @Test
  void twoClientsDivideASetUnderOneFault() {
    exploreBounded(Explorer.of(new DividingItems(1, 2, 1, false)).kinds(FEWER), 1);
  }

  @Test
  void twoClientsDivideASetThroughAServerThatLags() {
    DividingItems lagging = new DividingItems(2, 2, 1, false);
    exploreBounded(Explorer.of(lagging).kinds(MAIN_BETWEEN_SERVERS), 1);
  }

  @Test
  void twoClientsDivideASetUnderManyFaultsByChance() {
    chance(Explorer.of(new DividingItems(2, 2, 2, false).firstLeaves()).kinds(Fault.covered()));
  }

  @Test
  void twoClientsShareASetUnderManyFaultsByChance() {
    chance(Explorer.of(new DividingItems(2, 2, 2, true).firstLeaves()).kinds(Fault.covered()));
  }

  @Test
  void threeClientsShareASetUnderManyFaultsByChance() {
    chance(Explorer.of(new DividingItems(2, 3, 3, true)).kinds(Fault.covered()));
  }
}
