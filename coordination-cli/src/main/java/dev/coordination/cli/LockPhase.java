package dev.coordination.cli;

import java.time.Duration;

/**
 * Workers that take a lock in turn.
 *
 * @param turns for how long
 */
record LockPhase(Duration turns) implements Phase {

  @Override
  public String heading() {
    return "A lock: one at a time, in the order of arrival, each turn with a larger token";
  }

  @Override
  public Evidence run(Stage stage) throws InterruptedException {
    stage.workers().doTogether(Worker.TURNS + " " + turns.toMillis(), turns);
    return new LockEvidence(stage.workers().present().size(), new Tally(stage.records()).read());
  }
}
