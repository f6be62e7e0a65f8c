package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.PassingItems.Role;
import dev.coordination.zookeeper.engine.SharingWork.End;
import dev.coordination.zookeeper.engine.sim.Explorer;
import dev.coordination.zookeeper.engine.sim.Fault;
import dev.coordination.zookeeper.engine.sim.Report;
import dev.coordination.zookeeper.engine.sim.Scenario;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every recipe further than a build can afford: two clients under two faults, three clients under
 * one, each fault at each step and at each client, and then by chance.
 *
 * <p>A search that ends for lack of time has seen one corner of the tree. So preemptions and kinds
 * of faults are bounded, and the bounds are raised while there is time: what is complete up to a
 * bound says something. Half of the time goes to random schedules, with more faults of more kinds.
 *
 * <p>Not a test that builds run: {@code mvn -pl coordination-zk-engine -am test -P explore
 * -Dtest=FarExploration -Dsurefire.failIfNoSpecifiedTests=false}; {@code
 * -Dcoordination.explore.limit=PT2M} says how long each of the explorations may take.
 */
@Execution(ExecutionMode.CONCURRENT)
final class FarExploration {

  private static final Duration LIMIT =
      Duration.parse(System.getProperty("coordination.explore.limit", "PT20M"));

  private static final Set<Fault> LINK = EnumSet.of(Fault.CUT, Fault.TEAR);
  private static final Set<Fault> LINK_AND_DEATH = EnumSet.of(Fault.CUT, Fault.TEAR, Fault.KILL);
  private static final Set<Fault> MOST = Explorations.without(Fault.usual(), Fault.EXPIRE);

  private static final List<Bound> BOUNDS =
      List.of(
          new Bound(EnumSet.of(Fault.CUT), 0),
          new Bound(LINK, 0),
          new Bound(LINK_AND_DEATH, 0),
          new Bound(LINK_AND_DEATH, 1),
          new Bound(MOST, 0),
          new Bound(MOST, 1),
          new Bound(MOST, 2),
          new Bound(MOST, 3));

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> twoClientsUnderTwoFaults() {
    return Stream.of(
            of("lock", turns(TakingTurns.Role.LOCKS, TakingTurns.Role.LOCKS)),
            of("read/write lock", turns(TakingTurns.Role.READS, TakingTurns.Role.WRITES)),
            of("election", turns(TakingTurns.Role.IS_ELECTED, TakingTurns.Role.IS_ELECTED)),
            of("semaphore", new SharingPermits(1, 2, 1)),
            of("counter", new CountingTogether(2, 1, 1)),
            of("queue", new PassingItems(1, 1, Role.TAKES, Role.PUTS_AND_TAKES)),
            of("locking queue", new SharingWork(1, 1, End.RELEASES, End.CONSUMES)),
            of("barrier", new MeetingAtBarrier(1, 2, 1)),
            of("double barrier", new EnteringTogether(1, 2, 1)),
            of("party", new KeepingCompany(1, 2)),
            of("followed party", new KeepingCompany(1, 1).followed()),
            of("set partitioner", new DividingItems(1, 2, 1, false)),
            of("sticky set partitioner", new DividingItems(1, 2, 1, true)),
            of("lease", new SharingLeases(1, 2, 1)),
            of("several leases", new SharingLeases(1, 2, 2)))
        .map(subject -> subject.explored(2));
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> threeClientsUnderOneFault() {
    return Stream.of(
            of(
                "lock",
                turns(TakingTurns.Role.LOCKS, TakingTurns.Role.LOCKS, TakingTurns.Role.LOCKS)),
            of(
                "read/write lock",
                turns(TakingTurns.Role.READS, TakingTurns.Role.WRITES, TakingTurns.Role.READS)),
            of(
                "election",
                turns(
                    TakingTurns.Role.IS_ELECTED,
                    TakingTurns.Role.IS_ELECTED,
                    TakingTurns.Role.IS_ELECTED)),
            of("semaphore", new SharingPermits(1, 3, 2)),
            of("counter", new CountingTogether(3, 1, 1)),
            of("queue", new PassingItems(1, 1, Role.TAKES, Role.TAKES, Role.PUTS)),
            of("locking queue", new SharingWork(1, 1, End.RELEASES, End.CONSUMES, End.CONSUMES)),
            of("barrier", new MeetingAtBarrier(1, 3, 1)),
            of("double barrier", new EnteringTogether(1, 3, 1)),
            of("party", new KeepingCompany(1, 3)),
            of("followed party", new KeepingCompany(1, 2).followed()),
            of("set partitioner", new DividingItems(1, 3, 2, false)),
            of("sticky set partitioner", new DividingItems(1, 3, 2, true)),
            of("lease", new SharingLeases(1, 3, 1)),
            of("several leases", new SharingLeases(1, 3, 2)))
        .map(subject -> subject.explored(1));
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> twoClientsOfWhichOneIsServedByAServerThatLags() {
    return Stream.of(
            of("barrier", new MeetingAtBarrier(2, 2, 1)),
            of("double barrier", new EnteringTogether(2, 2, 1)))
        .map(subject -> subject.explored(1));
  }

  private static TakingTurns turns(TakingTurns.Role... roles) {
    return new TakingTurns(1, roles);
  }

  private static Subject of(String recipe, Scenario scenario) {
    return new Subject(recipe, scenario);
  }

  private record Subject(String recipe, Scenario scenario) {

    DynamicTest explored(int faults) {
      return DynamicTest.dynamicTest(recipe, () -> explore(faults));
    }

    private void explore(int faults) {
      long half = LIMIT.toNanos() / 2;
      long end = System.nanoTime() + half;
      boolean complete = true;
      for (Bound bound : BOUNDS) {
        complete = complete && explore(faults, bound, end - System.nanoTime());
      }
      Duration left = Duration.ofNanos(half + Math.max(0, end - System.nanoTime()));
      Report byChance =
          Explorer.of(scenario)
              .kinds(Fault.covered())
              .faults(faults + 2)
              .limit(left)
              .random(1, Integer.MAX_VALUE, 20);
      System.out.printf(
          "%s: %d schedules by chance, at most %d faults, %d steps%n",
          recipe, byChance.schedules(), faults + 2, byChance.steps());
    }

    private boolean explore(int faults, Bound bound, long nanos) {
      Report report =
          Explorer.of(scenario)
              .kinds(bound.kinds)
              .faults(faults)
              .preemptions(bound.preemptions)
              .limit(Duration.ofNanos(Math.max(0, nanos)))
              .run();
      System.out.println(recipe + ": " + report);
      return report.complete();
    }
  }

  /** How far one search goes. */
  private record Bound(Set<Fault> kinds, int preemptions) {}
}
