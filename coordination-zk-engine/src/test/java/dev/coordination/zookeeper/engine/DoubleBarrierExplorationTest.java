package dev.coordination.zookeeper.engine;

import static dev.coordination.zookeeper.engine.Explorations.ALL;
import static dev.coordination.zookeeper.engine.Explorations.FEW;
import static dev.coordination.zookeeper.engine.Explorations.chance;
import static dev.coordination.zookeeper.engine.Explorations.exploreBounded;

import dev.coordination.zookeeper.engine.sim.Explorer;
import dev.coordination.zookeeper.engine.sim.Fault;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Double barriers under every order of events, with a fault at every step. */
@Execution(ExecutionMode.CONCURRENT)
final class DoubleBarrierExplorationTest {

  @Test
  void twoClientsEnterAndLeaveUnderOneFault() {
    exploreBounded(Explorer.of(new EnteringTogether(1, 2, 1)).kinds(FEW), 1);
  }

  /** Where the link breaks as well, one who gives up cannot know. */
  @Test
  void oneGivesUpWhileTheOtherComes() {
    exploreBounded(
        Explorer.of(new EnteringTogether(1, 2, 1).impatient()).kinds(EnumSet.noneOf(Fault.class)),
        2);
  }

  @Test
  void generationsAndManyFaultsByChance() {
    chance(Explorer.of(new EnteringTogether(2, 2, 3)).kinds(ALL));
    chance(Explorer.of(new EnteringTogether(1, 2, 3)).kinds(Fault.covered()));
  }

  @Test
  void moreThanThePartiesTakeTurns() {
    chance(Explorer.of(new EnteringTogether(1, 3, 2)).kinds(Fault.covered()));
    chance(Explorer.of(new EnteringTogether(2, 4, 2)).kinds(ALL));
  }
}
