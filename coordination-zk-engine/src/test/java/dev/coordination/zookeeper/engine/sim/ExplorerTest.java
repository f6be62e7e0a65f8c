package dev.coordination.zookeeper.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coordination.zookeeper.engine.sim.ToyLock.Bug;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The explorer finds nothing wrong with a lock that is right, and whatever is wrong with others.
 */
class ExplorerTest {

  /** Two clients take the lock once each. */
  private static final class TwoTakeTurns implements Scenario {
    private final int servers;
    private final Bug[] bugs;

    TwoTakeTurns(int servers, Bug... bugs) {
      this.servers = servers;
      this.bugs = bugs;
    }

    @Override
    public SimOptions options() {
      return SimOptions.defaults().withServers(servers);
    }

    @Override
    public Run begin(SimulatedZooKeeper world) {
      world.create(ToyLock.PATH, new byte[0]);
      var a = new ToyLock(world.newClient("a"), bugs);
      var b = new ToyLock(world.newClient("b"), bugs);
      while (!a.isAsked() || !b.isAsked()) {
        world.steps().stream()
            .filter(step -> step.kind() != Step.Kind.ACTION)
            .findFirst()
            .orElseThrow()
            .run();
      }
      return new Turns(world, List.of(a, b));
    }
  }

  private static final class Turns implements Scenario.Run {
    private final SimulatedZooKeeper world;
    private final List<ToyLock> locks;

    Turns(SimulatedZooKeeper world, List<ToyLock> locks) {
      this.world = world;
      this.locks = locks;
    }

    @Override
    public void check() {
      var holders = locks.stream().filter(ToyLock::holds).toList();
      assertThat(holders).as("holders").hasSizeLessThan(2);
    }

    @Override
    public String observed() {
      return locks.stream()
          .map(lock -> lock.state + (lock.holds() ? "+" : ""))
          .collect(Collectors.joining());
    }

    @Override
    public boolean isFinished() {
      return locks.stream().allMatch(ToyLock::isFinished);
    }

    @Override
    public void checkEnd() {
      boolean allAlive = world.clients().stream().allMatch(SimClient::isAlive);
      if (allAlive && world.lateSteps().isEmpty()) {
        assertThat(world.children(ToyLock.PATH)).as("left behind").isEmpty();
      }
    }
  }

  /** Kinds that together show every bug, few enough to be quick. */
  private static final Set<Fault> KINDS =
      EnumSet.of(Fault.CUT, Fault.KILL, Fault.FREEZE_PAST_EXPIRY, Fault.MOVE);

  private static Explorer explorer(int servers, Bug... bugs) {
    return Explorer.of(new TwoTakeTurns(servers, bugs))
        .kinds(KINDS)
        .victims("a")
        .horizon(Duration.ofMinutes(1));
  }

  private static String failureOf(Explorer explorer) {
    AssertionError failure = catchThrowableOfType(AssertionError.class, explorer::run);
    assertThat(failure).as("a failing schedule").isNotNull();
    return failure.getMessage();
  }

  @Test
  void aCorrectLockIsCorrectUnderOneFault() {
    Report report = explorer(1).run();
    System.out.println(report);
    assertThat(report.complete()).isTrue();
    assertThat(report.ends()).isGreaterThan(1000);
  }

  @Test
  void aCorrectLockIsCorrectWhenItsClientMovesToAServerThatLags() {
    Report report = explorer(2).kinds(EnumSet.of(Fault.MOVE)).run();
    System.out.println(report);
    assertThat(report.complete()).isTrue();
  }

  @Test
  void aCorrectLockIsCorrectUnderManyRandomFaults() {
    Report report = explorer(2).victims().kinds(Fault.covered()).faults(5).random(1, 2_000, 20);
    System.out.println(report);
    assertThat(report.complete()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Bug.class)
  void everyPlantedBugIsFound(Bug bug) {
    boolean lags = bug == Bug.NOT_SYNCED;
    Explorer explorer = lags ? explorer(2, bug).kinds(EnumSet.of(Fault.MOVE)) : explorer(1, bug);
    String failure = failureOf(explorer);
    assertThat(failure)
        .contains(
            switch (bug) {
              case GRANTED_WITHOUT_LISTING -> "with 0 faults";
              case NO_DEADLINE -> "the process freezes";
              case NOT_SYNCED -> "moves to another server";
              case CREATED_AGAIN, WATCH_NOT_RENEWED -> "the link breaks";
            });
    assertThat(failure).contains(bug == Bug.GRANTED_WITHOUT_LISTING ? "holders" : "with 1 faults");
  }

  @Test
  void randomSchedulesFindBugsToo() {
    Explorer explorer = explorer(1, Bug.CREATED_AGAIN).faults(3);
    AssertionError failure =
        catchThrowableOfType(AssertionError.class, () -> explorer.random(1, 1_000, 20));
    assertThat(failure).hasMessageStartingWith("Seed ");
  }

  @Test
  void aReportedScheduleFailsAgain() {
    Explorer explorer = explorer(1, Bug.NO_DEADLINE);
    String failure = failureOf(explorer);
    String trace = failure.substring(failure.indexOf(":\n", failure.indexOf("after ")) + 2);
    AssertionError again = catchThrowableOfType(AssertionError.class, () -> explorer.replay(trace));
    assertThat(again).hasMessage(failure);
  }

  @Test
  void leavingOutEqualOrdersMissesNoEnd() {
    Set<Fault> cut = EnumSet.of(Fault.CUT);
    Set<String> all = endsOf(cut, false);
    assertThat(endsOf(cut, true)).isEqualTo(all).hasSizeGreaterThan(10);
  }

  /** Returns all that is left in the tree, and how it was observed to come about, at all ends. */
  private static Set<String> endsOf(Set<Fault> kinds, boolean reduced) {
    var ends = new TreeSet<String>();
    Explorer explorer =
        Explorer.of(world -> new Recorded(new TwoTakeTurns(1).begin(world), world, ends))
            .kinds(kinds)
            .victims("a");
    Report report = (reduced ? explorer : explorer.withoutReduction()).run();
    System.out.println(report);
    assertThat(report.complete()).isTrue();
    return ends;
  }

  /** A run whose past is part of what is observed, and whose ends are collected. */
  private static final class Recorded implements Scenario.Run {
    private final Scenario.Run run;
    private final SimulatedZooKeeper world;
    private final Set<String> ends;
    private final List<String> past = new ArrayList<>();

    Recorded(Scenario.Run run, SimulatedZooKeeper world, Set<String> ends) {
      this.run = run;
      this.world = world;
      this.ends = ends;
    }

    @Override
    public void check() {
      run.check();
      if (past.isEmpty() || !past.get(past.size() - 1).equals(run.observed())) {
        past.add(run.observed());
      }
    }

    @Override
    public String observed() {
      return past + run.observed();
    }

    @Override
    public boolean isFinished() {
      return run.isFinished();
    }

    @Override
    public void checkEnd() {
      run.checkEnd();
      ends.add(observed() + world.stat(ToyLock.PATH));
    }
  }
}
