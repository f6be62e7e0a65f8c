package dev.coordination.examples;

import dev.coordination.HoldLostException;
import dev.coordination.LeaderElection;
import dev.coordination.LeaderTask;

/** Stands for election again and again, and does its task whenever it leads. */
public final class LeaderService {

  private final LeaderElection election;
  private final LeaderTask<?, InterruptedException> task;

  /**
   * Creates the service.
   *
   * @param election where it stands
   * @param task what it does while it leads; interrupted when the leadership is lost
   */
  public LeaderService(LeaderElection election, LeaderTask<?, InterruptedException> task) {
    this.election = election;
    this.task = task;
  }

  /**
   * Serves until interrupted.
   *
   * @throws InterruptedException when interrupted
   */
  public void serve() throws InterruptedException {
    while (!Thread.interrupted()) {
      try {
        election.run(task);
      } catch (HoldLostException e) {
        System.err.println("deposed: " + e.getMessage());
      }
    }
    throw new InterruptedException();
  }
}
