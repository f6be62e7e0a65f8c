package dev.coordination.examples;

import dev.coordination.DistributedBarrier;
import java.util.List;

/**
 * Work in stages, by several processes: none begins a stage before all have ended the one before.
 */
public final class Stages {

  private final DistributedBarrier barrier;

  /**
   * Creates one process's part.
   *
   * @param barrier with as many parties as there are processes
   */
  public Stages(DistributedBarrier barrier) {
    this.barrier = barrier;
  }

  /**
   * Works, in step with the others.
   *
   * @param stages what to do
   * @throws InterruptedException if the current thread is interrupted
   */
  public void run(List<Runnable> stages) throws InterruptedException {
    for (Runnable stage : stages) {
      stage.run();
      barrier.await(); // until all have come as far
    }
  }
}
