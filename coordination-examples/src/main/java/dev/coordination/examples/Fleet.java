package dev.coordination.examples;

import dev.coordination.Party;
import dev.coordination.Registration;
import java.util.List;
import java.util.concurrent.Executor;

/** A worker that shows its presence, and a console that shows who is there. */
public final class Fleet {

  /** Shows who is there. */
  @FunctionalInterface
  public interface Console {

    /**
     * Is told whenever that has changed.
     *
     * @param workers the names of the workers, in the order in which they came
     */
    void show(List<String> workers);
  }

  private final Party workers;

  /**
   * Creates one participant's part.
   *
   * @param workers the party of all workers
   */
  public Fleet(Party workers) {
    this.workers = workers;
  }

  /**
   * Does some work, and lets everybody see as long as it lasts that this worker is there.
   *
   * @param work what to do
   */
  public void work(Runnable work) {
    workers.join();
    try {
      work.run();
    } finally {
      workers.leave();
    }
  }

  /**
   * Lets a console follow who is there, without being there oneself.
   *
   * @param console is told
   * @param executor runs the console
   * @return ends it
   */
  public Registration watch(Console console, Executor executor) {
    return workers.onMembershipChange(executor, console::show);
  }
}
