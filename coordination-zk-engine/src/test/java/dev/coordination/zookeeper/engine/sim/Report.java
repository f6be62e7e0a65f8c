package dev.coordination.zookeeper.engine.sim;

import java.time.Duration;

/**
 * What an exploration has done, without finding anything wrong.
 *
 * @param bound what was explored, in words
 * @param complete whether all of it was
 * @param states how many different states were met
 * @param schedules how many schedules were run: to their end, or to a state met before
 * @param ends how many schedules were run to their end
 * @param steps how many different steps were taken, without those repeated to come back to a state
 * @param took how long it took
 */
public record Report(
    String bound,
    boolean complete,
    long states,
    long schedules,
    long ends,
    long steps,
    Duration took) {

  @Override
  public String toString() {
    return String.format(
        "%s%s: %d schedules (%d to the end), %d states, %d steps, %.1f s",
        bound,
        complete ? "" : ", NOT COMPLETE",
        schedules,
        ends,
        states,
        steps,
        took.toMillis() / 1000.0);
  }
}
