package dev.coordination.zookeeper.engine.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One schedule under way: a world, the scenario running in it, and the faults of so far.
 *
 * <p>The choices in a state are what can happen at this instant, the repairs that are due, requests
 * that arrive late, and, while some are left, the faults. Time passes only when nothing of the
 * first two is left, so that no schedule depends on how fast anything is; and not when the scenario
 * is finished.
 */
final class Execution {

  private final Bounds bounds;
  final SimulatedZooKeeper world;
  final Scenario.Run run;
  private final List<Fault.Repair> repairs = new ArrayList<>();
  private final long begin;
  private int faultsLeft;
  private int preemptionsLeft;
  private String active = "";
  private String observed = "";

  Execution(Scenario scenario, Bounds bounds) {
    this.bounds = bounds;
    this.faultsLeft = bounds.faults();
    this.preemptionsLeft = bounds.preemptions();
    this.world = SimulatedZooKeeper.stepwise(scenario.options());
    this.run = scenario.begin(world);
    this.begin = world.nanoTime();
    look();
  }

  int faultsLeft() {
    return faultsLeft;
  }

  /** Returns whether some client's link will break in the midst of what the client does. */
  boolean isTearing() {
    return world.clients().stream().anyMatch(client -> client.core.tearBehind > 0);
  }

  Duration age() {
    return Duration.ofNanos(world.nanoTime() - begin);
  }

  /**
   * Returns whether nothing more happens at this instant and the scenario is finished, all mended.
   */
  boolean isComplete() {
    return presentSteps().isEmpty() && isFinished();
  }

  private boolean isFinished() {
    return repairs.isEmpty() && run.isFinished();
  }

  // Choices

  List<Step> choices() {
    List<Step> steps = presentSteps();
    boolean still = steps.isEmpty();
    boolean complete = still && isFinished();
    if (still && !complete) {
      world.timeStep().ifPresent(steps::add);
    }
    addRepairs(steps, false);
    steps.addAll(world.lateSteps());
    if (preemptionsLeft == 0 && steps.stream().anyMatch(this::goesOn)) {
      steps.removeIf(this::preempts);
    }
    if (faultsLeft > 0 && !complete) {
      addFaults(steps);
    }
    return steps;
  }

  private List<Step> presentSteps() {
    var steps = new ArrayList<Step>(world.steps());
    addRepairs(steps, true);
    return steps;
  }

  private void addRepairs(List<Step> steps, boolean thatHoldTime) {
    for (Fault.Repair repair : repairs) {
      if (repair.isDue(world) && repair.holdsTime(world) == thatHoldTime) {
        steps.add(repair.step(world, () -> repairs.remove(repair)));
      }
    }
  }

  private void addFaults(List<Step> steps) {
    for (SimClient client : world.clients()) {
      for (Fault fault : bounds.kinds()) {
        if (bounds.mayBefall(client) && fault.canBefall(client, world)) {
          String text = fault.textFor(client);
          Runnable body = () -> befall(fault, client);
          steps.add(new Step(Step.Kind.FAULT, client.name(), () -> text, body));
        }
      }
    }
  }

  private void befall(Fault fault, SimClient client) {
    faultsLeft--;
    Optional<Fault.Repair> repair = fault.befall(client, world);
    repair.ifPresent(repairs::add);
  }

  // Preemption

  private static boolean isOrdinary(Step step) {
    return step.isLocal() || step.kind() == Step.Kind.REQUEST;
  }

  /** Returns whether with this step the client goes on that did something last. */
  private boolean goesOn(Step step) {
    return isOrdinary(step) && step.client().equals(active);
  }

  private boolean preempts(Step step) {
    return isOrdinary(step) && !step.client().equals(active);
  }

  private void countPreemption(Step step) {
    if (bounds.boundPreemptions() && isOrdinary(step)) {
      if (preempts(step) && presentSteps().stream().anyMatch(this::goesOn)) {
        preemptionsLeft--;
      }
      active = step.client();
    }
  }

  // Steps

  /** Makes a choice happen, and checks. */
  void take(Step step) {
    countPreemption(step);
    step.run();
    look();
  }

  /** Checks and observes: after every step alike, in case that looking makes a difference. */
  private void look() {
    run.check();
    observed = run.observed();
  }

  /** Returns what the scenario observed after the last step. */
  String observed() {
    return observed;
  }

  /** Makes a choice happen that was made before, in the same state. */
  void retake(int index) {
    take(choices().get(index));
  }

  Key key() {
    var text = new StringBuilder(world.fingerprint());
    repairs.forEach(repair -> repair.append(text));
    text.append(observed);
    if (bounds.boundPreemptions()) {
      text.append(active).append(preemptionsLeft);
    }
    return Fingerprint.of(text);
  }

  /** A state: two executions with the same key go on alike, but for the faults that are left. */
  record Key(long first, long second) {}
}
