package dev.coordination.cli;

import java.time.Duration;

/** Workers that count together. */
record CounterPhase() implements Phase {

  /** How often each worker counts. */
  static final int INCREMENTS = 100;

  @Override
  public String heading() {
    return "A counter: all add to it at once, and nothing is lost";
  }

  @Override
  public Evidence run(Stage stage) throws InterruptedException {
    stage.workers().doTogether(Worker.COUNT + " " + INCREMENTS, Duration.ZERO);
    long counter = stage.client().counter(Worker.COUNTER).get();
    stage.event("the counter is at " + counter);
    return new CounterEvidence(stage.workers().present().size() * INCREMENTS, counter);
  }
}
