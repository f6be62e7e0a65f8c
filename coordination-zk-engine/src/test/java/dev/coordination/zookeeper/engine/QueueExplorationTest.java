package dev.coordination.zookeeper.engine;

import static dev.coordination.zookeeper.engine.Explorations.ALL;
import static dev.coordination.zookeeper.engine.Explorations.BETWEEN_SERVERS;
import static dev.coordination.zookeeper.engine.Explorations.FEW;
import static dev.coordination.zookeeper.engine.Explorations.FEWEST;
import static dev.coordination.zookeeper.engine.Explorations.chance;
import static dev.coordination.zookeeper.engine.Explorations.exploreBounded;

import dev.coordination.zookeeper.engine.PassingItems.Role;
import dev.coordination.zookeeper.engine.SharingWork.End;
import dev.coordination.zookeeper.engine.sim.Explorer;
import dev.coordination.zookeeper.engine.sim.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Items under faults at every step: none vanishes silently, and none is delivered twice. */
@Execution(ExecutionMode.CONCURRENT)
final class QueueExplorationTest {

  @Test
  void twoClientsTakeAnItemEachUnderOneFault() {
    exploreBounded(Explorer.of(new PassingItems(1, 2, Role.TAKES, Role.TAKES)).kinds(FEW), 1);
  }

  @Test
  void oneClientPutsAndAnotherWaitsUnderOneFault() {
    PassingItems passing = new PassingItems(1, 0, Role.PUTS, Role.TAKES);
    exploreBounded(Explorer.of(passing).kinds(FEW), 1);
  }

  @Test
  void oneClientWaitsAndAnotherPutsUnderOneFault() {
    PassingItems passing = new PassingItems(1, 0, Role.TAKES, Role.PUTS);
    exploreBounded(Explorer.of(passing).kinds(FEW), 1);
  }

  @Test
  void itemsPassThroughAServerThatLags() {
    PassingItems passing = new PassingItems(2, 0, Role.PUTS, Role.TAKES);
    exploreBounded(Explorer.of(passing).kinds(BETWEEN_SERVERS), 1);
  }

  @Test
  void twoClientsConsumeAnItemEachUnderOneFault() {
    SharingWork sharing = new SharingWork(1, 2, End.CONSUMES, End.CONSUMES);
    exploreBounded(Explorer.of(sharing).kinds(FEWEST), 1);
  }

  @Test
  void oneClientGivesAnItemBackThatAnotherConsumesUnderOneFault() {
    SharingWork sharing = new SharingWork(1, 1, End.RELEASES, End.CONSUMES);
    exploreBounded(Explorer.of(sharing).kinds(FEWEST), 1);
  }

  @Test
  void moreClientsAndManyFaultsByChance() {
    chance(Explorer.of(new SharingWork(1, 2, End.CONSUMES, End.CONSUMES)).kinds(Fault.covered()));
    chance(
        Explorer.of(new SharingWork(2, 2, End.RELEASES, End.CONSUMES, End.CONSUMES))
            .kinds(Fault.covered()));
    Role both = Role.PUTS_AND_TAKES;
    chance(Explorer.of(new PassingItems(2, 1, both, both, both)).kinds(ALL));
  }
}
