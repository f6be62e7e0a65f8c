package dev.coordination.it.differential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What is to be done, one step after the other: the same on every backend.
 *
 * @param plan the recipe
 * @param seed what it was drawn from
 * @param steps what is done
 */
record Schedule<P extends Play>(Plan<P> plan, long seed, List<Step<P>> steps) {

  private static final int LENGTH = 20;

  static <P extends Play> Schedule<P> draw(Plan<P> plan, long seed) {
    Random random = new Random(seed);
    return new Schedule<>(
        plan, seed, Stream.generate(() -> Step.draw(plan, random)).limit(LENGTH).toList());
  }

  @Override
  public String toString() {
    return plan + ", seed " + seed;
  }

  /** Carries it out on one backend; ends early where that differs from what the witness expects. */
  void carryOut(Subject subject, Witness witness, Duration patience) {
    try (Scene scene = new Scene(subject.newHarness().get(), patience)) {
      P play = plan.begin(scene, witness);
      for (Step<P> step : steps) {
        witness.begins(step.toString());
        step.take(play);
      }
      witness.begins("everybody leaves");
      play.end();
    } catch (Witness.Deviation seen) {
      // the witness has it
    } catch (AssertionError failure) {
      witness.sawFailure(this, failure);
    }
  }

  /** The same up to a step. */
  Schedule<P> first(int length) {
    return new Schedule<>(plan, seed, steps.subList(0, Math.min(length, steps.size())));
  }

  /** The same without one of its steps. */
  Schedule<P> without(int index) {
    return changed(index, List.of());
  }

  /** The same without what happens besides in one of its steps. */
  Schedule<P> withoutFault(int index) {
    return changed(index, List.of(steps.get(index).withoutFault()));
  }

  private Schedule<P> changed(int index, List<Step<P>> instead) {
    List<Step<P>> changed = new ArrayList<>(steps.subList(0, index));
    changed.addAll(instead);
    changed.addAll(steps.subList(index + 1, steps.size()));
    return new Schedule<>(plan, seed, changed);
  }
}
