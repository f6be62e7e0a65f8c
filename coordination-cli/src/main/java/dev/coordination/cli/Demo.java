package dev.coordination.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The course of the demo: one phase after the other, each of which tells the workers what to do and
 * looks on. What it claims in the end is judged from the workers' records, not from here.
 */
final class Demo {

  private final Stage stage;
  private final List<Phase> phases;

  Demo(Stage stage, Duration turns) {
    this.stage = stage;
    this.phases =
        List.of(
            new LockPhase(turns),
            new CounterPhase(),
            new ElectionPhase(),
            new JobsPhase(),
            new DivisionPhase());
  }

  /** Runs it all; returns what will judge the records. */
  List<Evidence> run() throws InterruptedException {
    List<Evidence> evidence = new ArrayList<>();
    for (Phase phase : phases) {
      stage.workers().awaitIdle(stage.workers().present());
      stage.timeline().heading(phase.heading());
      evidence.add(phase.run(stage));
    }
    stage.workers().end();
    return evidence;
  }
}
