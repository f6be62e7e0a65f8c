package dev.coordination.zookeeper.engine.sim;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs single schedules of a scenario, one step after the other, checking after each, and makes a
 * schedule that fails simpler.
 */
final class Replay {

  /** A schedule that went wrong, and how. */
  record Failed(Trace trace, Throwable cause) {}

  private final Scenario scenario;
  private final Bounds bounds;

  Replay(Scenario scenario, Bounds bounds) {
    this.scenario = scenario;
    this.bounds = bounds;
  }

  /** Far more than any schedule takes that gets anywhere. */
  private static final int LONGEST = 10_000;

  Execution begin() {
    return new Execution(scenario, bounds);
  }

  /** Runs one schedule to its end; the choice is made among the given steps, null for the end. */
  Optional<Failed> run(Function<List<Step>, @Nullable Step> choice) {
    Trace trace = Trace.empty();
    try {
      Execution execution = begin();
      for (int steps = 0; goesOn(execution); steps++) {
        if (steps == LONGEST) {
          throw new AssertionError("Goes round in circles: " + steps + " steps");
        }
        Step step = choice.apply(execution.choices());
        if (step == null) {
          return Optional.empty();
        }
        trace.add(step.toString(), execution.age().toNanos());
        execution.take(step);
      }
    } catch (RuntimeException | Error e) {
      return Optional.of(new Failed(trace, e));
    }
    return Optional.empty();
  }

  /** Checks the end if this is one; fails if there is none, or none in time. */
  boolean goesOn(Execution execution) {
    boolean complete = execution.isComplete();
    if (complete) {
      execution.run.checkEnd();
    } else if (execution.age().compareTo(bounds.horizon()) > 0) {
      throw new AssertionError(
          "Not finished after %s: %s".formatted(bounds.horizon(), execution.observed()));
    }
    List<Step> choices = execution.choices();
    if (choices.isEmpty() && !complete) {
      throw new AssertionError("Nothing can happen any more, and it is not finished");
    }
    return !choices.isEmpty();
  }

  /**
   * Follows a trace, then goes on without faults, in any order. Steps of the trace that are not
   * possible are left out. What is possible but not in the trace is done only if there is nothing
   * else to do and {@code patient}ly: before anything is left out.
   */
  Optional<Failed> follow(Trace trace, boolean patient) {
    var wanted = new ArrayDeque<>(trace.steps());
    return run(choices -> next(wanted, choices, patient));
  }

  private static @Nullable Step next(Queue<String> wanted, List<Step> choices, boolean patient) {
    boolean forced = patient && possible(choices) == 1;
    while (!wanted.isEmpty()) {
      Step step = find(wanted.element(), choices);
      if (step == null && forced) {
        return choices.get(0);
      }
      wanted.remove();
      if (step != null) {
        return step;
      }
    }
    Step first = choices.get(0);
    return first.kind() == Step.Kind.FAULT ? null : first;
  }

  private static long possible(List<Step> choices) {
    return choices.stream().filter(step -> step.kind() != Step.Kind.FAULT).count();
  }

  private static @Nullable Step find(String text, List<Step> choices) {
    return choices.stream().filter(step -> step.toString().equals(text)).findFirst().orElse(null);
  }

  /**
   * Leaves out of a failing schedule one step after the other, as long as it fails. The passing of
   * time goes by itself where nothing depends on it. One that goes round in circles is left as it
   * is: each of its repetitions takes as long.
   */
  Failed simplify(Failed failed) {
    if (failed.trace.steps().size() >= LONGEST) {
      return failed;
    }
    Failed best = failed;
    boolean better = true;
    while (better) {
      better = false;
      for (int i = best.trace.steps().size() - 1; i >= 0; i--) {
        Optional<Failed> shorter = withoutStep(best.trace, i);
        if (shorter.isPresent()) {
          best = shorter.get();
          better = true;
        }
      }
    }
    return best;
  }

  private Optional<Failed> withoutStep(Trace trace, int index) {
    if (index >= trace.steps().size() || trace.isTime(index)) {
      return Optional.empty();
    }
    return follow(trace.without(index), false).filter(f -> f.trace.isSimplerThan(trace));
  }
}
