package dev.coordination.it.differential;

import dev.coordination.it.Bounded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Carries schedules out on several backends, and finds where they differ. The first backend leads;
 * the others follow at the same time, each in a thread group of its own, by which harnesses tell
 * whose threads are at work.
 */
final class Comparison {

  /** How long a backend may take to show what another one showed; and once it has failed to. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration IMPATIENCE = Duration.ofSeconds(5);

  private final Subject first;
  private final List<Subject> others;

  /**
   * Compares backends.
   *
   * @param subjects two or more; the first one's time should be virtual
   */
  Comparison(List<Subject> subjects) {
    this.first = subjects.get(0);
    this.others = subjects.subList(1, subjects.size());
  }

  /**
   * Returns the same difference, or another, in a schedule that shows one with fewer steps: each
   * step, the last first, and then each fault is left out if there still is one without it.
   */
  Difference simplify(Difference difference) {
    Difference simplest = difference;
    for (int i = difference.schedule().steps().size() - 1; i >= 0; i--) {
      if (i < simplest.schedule().steps().size()) {
        simplest = differenceIn(simplest.schedule().without(i), IMPATIENCE).orElse(simplest);
      }
    }
    for (int i = simplest.schedule().steps().size() - 1; i >= 0; i--) {
      if (i < simplest.schedule().steps().size()
          && simplest.schedule().steps().get(i).fault().isPresent()) {
        simplest = differenceIn(simplest.schedule().withoutFault(i), IMPATIENCE).orElse(simplest);
      }
    }
    return simplest;
  }

  /** Carries a schedule out everywhere, and returns the first difference that it shows. */
  Optional<Difference> differenceIn(Schedule<?> schedule) {
    return differenceIn(schedule, PATIENCE);
  }

  private Optional<Difference> differenceIn(Schedule<?> schedule, Duration patience) {
    Witness leader = Witness.ofTheFirst();
    schedule.carryOut(first, leader, patience);
    Map<Subject, Witness> followers = new LinkedHashMap<>();
    others.forEach(other -> followers.put(other, Witness.expecting(leader)));
    List<Future<Boolean>> runs = new ArrayList<>();
    followers.forEach(
        (subject, witness) ->
            runs.add(start(() -> schedule.carryOut(subject, witness, patience), subject.name())));
    runs.forEach(Bounded::get);
    Witness deviating =
        followers.values().stream().min(Comparator.comparing(Witness::deviation)).orElseThrow();
    if (deviating.deviation() == Integer.MAX_VALUE) {
      return Optional.empty();
    }
    Map<String, List<Witness.Seen>> seen = new LinkedHashMap<>();
    seen.put(first.name(), leader.looks());
    followers.forEach((subject, witness) -> seen.put(subject.name(), witness.looks()));
    return Optional.of(
        new Difference(schedule.first(deviating.stepsBegun()), deviating.deviation(), seen));
  }

  private static Future<Boolean> start(Runnable run, String name) {
    var task = new FutureTask<>(run, true);
    var thread = new Thread(new ThreadGroup(name), task, "run on " + name);
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}
