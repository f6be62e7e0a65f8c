package dev.coordination.examples;

import dev.coordination.DistributedDoubleBarrier;
import java.util.concurrent.Callable;

/**
 * A load test by several processes: all begin at once, and none stops while another one measures.
 */
public final class LoadTest {

  private final DistributedDoubleBarrier barrier;

  /**
   * Creates one process's part.
   *
   * @param barrier with as many parties as there are processes
   */
  public LoadTest(DistributedDoubleBarrier barrier) {
    this.barrier = barrier;
  }

  /**
   * Puts the load on, together with the others.
   *
   * @param load what this process does
   * @param <T> what it measures
   * @return what it has measured
   * @throws Exception if the load fails, or the barrier does
   */
  public <T> T run(Callable<T> load) throws Exception {
    barrier.enter(); // until all are there
    try {
      return load.call();
    } finally {
      barrier.leave(); // until all have finished
    }
  }
}
