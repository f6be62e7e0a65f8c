package dev.coordination.zookeeper.engine;

import static dev.coordination.zookeeper.engine.Explorations.ALL;
import static dev.coordination.zookeeper.engine.Explorations.FEW;
import static dev.coordination.zookeeper.engine.Explorations.MOVED;
import static dev.coordination.zookeeper.engine.Explorations.chance;
import static dev.coordination.zookeeper.engine.Explorations.exploreBounded;

import dev.coordination.zookeeper.engine.sim.Explorer;
import dev.coordination.zookeeper.engine.sim.Fault;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Barriers with parties under every order of events, with a fault at every step. */
@Execution(ExecutionMode.CONCURRENT)
final class BarrierExplorationTest {

  @Test
  void twoClientsMeetUnderOneFault() {
    exploreBounded(Explorer.of(new MeetingAtBarrier(1, 2, 1)).kinds(FEW), 1);
  }

  @Test
  void twoClientsMeetThroughAServerThatLags() {
    exploreBounded(Explorer.of(new MeetingAtBarrier(2, 2, 1)).kinds(MOVED), 1);
  }

  /** Where the link breaks as well, one who gives up cannot know. */
  @Test
  void oneGivesUpWhileTheOtherComes() {
    exploreBounded(
        Explorer.of(new MeetingAtBarrier(1, 2, 1).impatient()).kinds(EnumSet.noneOf(Fault.class)),
        2);
  }

  @Test
  void meetingsAndManyFaultsByChance() {
    chance(Explorer.of(new MeetingAtBarrier(2, 2, 4)).kinds(ALL));
    chance(Explorer.of(new MeetingAtBarrier(1, 2, 3)).kinds(Fault.covered()));
  }

  @Test
  void theyMeetAgainAndAgainInTheirSessions() {
    chance(
        Explorer.of(new MeetingAtBarrier(2, 2, 4))
            .kinds(EnumSet.of(Fault.CUT, Fault.TEAR, Fault.MOVE)));
  }
}
