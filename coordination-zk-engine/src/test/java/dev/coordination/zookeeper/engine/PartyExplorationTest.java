package dev.coordination.zookeeper.engine;

import static dev.coordination.zookeeper.engine.Explorations.ALL;
import static dev.coordination.zookeeper.engine.Explorations.EARLY_END;
import static dev.coordination.zookeeper.engine.Explorations.MAIN;
import static dev.coordination.zookeeper.engine.Explorations.MAIN_BETWEEN_SERVERS;
import static dev.coordination.zookeeper.engine.Explorations.chance;
import static dev.coordination.zookeeper.engine.Explorations.explore;
import static dev.coordination.zookeeper.engine.Explorations.exploreBoth;
import static dev.coordination.zookeeper.engine.Explorations.exploreBounded;

import dev.coordination.zookeeper.engine.sim.Explorer;
import dev.coordination.zookeeper.engine.sim.Fault;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Parties under every order of events, with a fault at every step. */
@Execution(ExecutionMode.CONCURRENT)
final class PartyExplorationTest {

  private static final Set<Fault> FOR_ONLOOKERS =
      Explorations.FAR ? MAIN : EnumSet.of(Fault.CUT, Fault.CUT_PAST_EXPIRY, Fault.TEAR);

  @Test
  void twoClientsAreMembersUnderAnyOneFault() {
    explore(Explorer.of(new KeepingCompany(1, 2)).kinds(MAIN));
  }

  @Test
  void oneClientFollowsAnotherWhileASessionIsEnded() {
    exploreBoth(new KeepingCompany(1, 1).followed().endedEarly(), EARLY_END);
  }

  @Test
  void twoClientsAreMembersThroughAServerThatLags() {
    exploreBounded(Explorer.of(new KeepingCompany(2, 2)).kinds(MAIN_BETWEEN_SERVERS), 1);
  }

  @Test
  void oneClientFollowsAnotherUnderAnyOneFault() {
    exploreBoth(new KeepingCompany(1, 1).followed(), FOR_ONLOOKERS);
  }

  @Test
  void membersAndManyFaultsByChance() {
    chance(Explorer.of(new KeepingCompany(2, 3).endedEarly()).kinds(ALL));
    chance(Explorer.of(new KeepingCompany(1, 2).followed()).kinds(Fault.covered()));
  }
}
