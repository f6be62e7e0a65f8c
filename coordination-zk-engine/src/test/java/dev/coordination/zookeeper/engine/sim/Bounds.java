package dev.coordination.zookeeper.engine.sim;

import java.time.Duration;
import java.util.Set;

/**
 * Which schedules of a scenario are run.
 *
 * @param kinds the faults that may occur
 * @param victims the names of the clients that they may befall; empty for all
 * @param faults how many may occur in one schedule
 * @param preemptions how often in one schedule another client may go on while the one that has just
 *     done something still could
 * @param horizon after how much virtual time a schedule must be finished
 */
record Bounds(
    Set<Fault> kinds, Set<String> victims, int faults, int preemptions, Duration horizon) {

  static final int ANY_NUMBER = Integer.MAX_VALUE;

  Bounds withFaults(int most) {
    return new Bounds(kinds, victims, most, preemptions, horizon);
  }

  Bounds withKinds(Set<Fault> allowed) {
    return new Bounds(allowed, victims, faults, preemptions, horizon);
  }

  Bounds withVictims(Set<String> names) {
    return new Bounds(kinds, names, faults, preemptions, horizon);
  }

  Bounds withPreemptions(int most) {
    return new Bounds(kinds, victims, faults, most, horizon);
  }

  Bounds withHorizon(Duration virtual) {
    return new Bounds(kinds, victims, faults, preemptions, virtual);
  }

  boolean mayBefall(SimClient client) {
    return victims.isEmpty() || victims.contains(client.name());
  }

  boolean boundPreemptions() {
    return preemptions != ANY_NUMBER;
  }

  @Override
  public String toString() {
    return String.format(
        "at most %d of %s%s%s",
        faults,
        kinds,
        victims.isEmpty() ? "" : " at " + victims,
        boundPreemptions() ? ", at most " + preemptions + " preemptions" : "");
  }
}
