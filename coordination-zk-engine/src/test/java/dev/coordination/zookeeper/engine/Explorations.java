package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.zookeeper.engine.sim.Explorer;
import dev.coordination.zookeeper.engine.sim.Fault;
import dev.coordination.zookeeper.engine.sim.Report;
import dev.coordination.zookeeper.engine.sim.Scenario;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How far explorations go. The profile {@code explore} goes far out: each fault with every recipe,
 * two faults, three clients, for as long as half an hour each.
 */
final class Explorations {

  /** Where both clients do the same, one of them stands for both. */
  static final String VICTIM = "a";

  /** What needs a second server, and what differs where the second one lags. */
  static final Set<Fault> BETWEEN_SERVERS =
      EnumSet.of(Fault.MOVE, Fault.ISOLATE_PAST_EXPIRY, Fault.TEAR, Fault.TEAR_SECOND);

  static final boolean FAR = Boolean.getBoolean("coordination.explore");

  /** For what shares its algorithm with another recipe that is explored with all there are. */
  static final Set<Fault> MAIN =
      FAR
          ? Fault.covered()
          : EnumSet.of(
              Fault.CUT, Fault.CUT_PAST_EXPIRY, Fault.KILL, Fault.FREEZE_PAST_EXPIRY, Fault.TEAR);

  static final Set<Fault> MAIN_BETWEEN_SERVERS =
      FAR ? BETWEEN_SERVERS : EnumSet.of(Fault.MOVE, Fault.ISOLATE_PAST_EXPIRY);

  static final Set<Fault> MOVED = FAR ? BETWEEN_SERVERS : EnumSet.of(Fault.MOVE);

  /** Two faults, or three clients, make many schedules. */
  static final int PREEMPTIONS = FAR ? 1 : 0;

  static final Set<Fault> FEW =
      FAR ? without(Fault.usual(), Fault.EXPIRE) : EnumSet.of(Fault.CUT, Fault.TEAR, Fault.KILL);

  static final Set<Fault> FEWER = FAR ? FEW : EnumSet.of(Fault.CUT, Fault.TEAR);
  static final Set<Fault> FEWEST = FAR ? FEW : EnumSet.of(Fault.CUT);
  static final Duration LIMIT = Duration.ofMinutes(FAR ? 30 : 2);

  static final Set<Fault> ALL = EnumSet.allOf(Fault.class);
  static final Set<Fault> EARLY_END = EnumSet.of(Fault.EXPIRE);

  private Explorations() {}

  /** The fault may strike either of two clients that do different things. */
  static void exploreBoth(Scenario turns, Set<Fault> kinds) {
    for (String victim : List.of("a", "b")) {
      report(Explorer.of(turns).kinds(kinds).victims(victim).faults(1).run());
    }
  }

  static void explore(Explorer explorer) {
    report(explorer.victims(VICTIM).faults(1).run());
  }

  /** Far out it is no failure to run out of time: the report says so. */
  static void exploreBounded(Explorer explorer, int faults) {
    Report report =
        explorer.victims(VICTIM).faults(faults).preemptions(PREEMPTIONS).limit(LIMIT).run();
    System.out.println(report);
    assertThat(report.complete() || FAR).as("complete").isTrue();
  }

  static Set<Fault> without(Set<Fault> kinds, Fault kind) {
    Set<Fault> rest = EnumSet.copyOf(kinds);
    rest.remove(kind);
    return rest;
  }

  static void chance(Explorer explorer) {
    report(explorer.faults(4).random(1, FAR ? 50_000 : 1_000, 20));
  }

  static void report(Report report) {
    System.out.println(report);
    assertThat(report.complete()).as("complete").isTrue();
  }
}
