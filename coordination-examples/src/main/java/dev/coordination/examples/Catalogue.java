package dev.coordination.examples;

import dev.coordination.DistributedReadWriteLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A catalogue that many read at the same time, and one at a time rebuilds. */
public final class Catalogue {

  private final DistributedReadWriteLock lock;

  /**
   * Creates one process's access to it.
   *
   * @param lock the same for all
   */
  public Catalogue(DistributedReadWriteLock lock) {
    this.lock = lock;
  }

  /**
   * Reads, beside other readers, while nobody rebuilds.
   *
   * @param report what to read
   * @param <R> what that gives
   * @return what was read
   * @throws InterruptedException if the current thread is interrupted
   */
  public <R> R read(Supplier<R> report) throws InterruptedException {
    try (var reading = lock.readLock().acquire()) {
      return report.get();
    }
  }

  /**
   * Rebuilds it while nobody reads.
   *
   * @param build what to do, with the fencing token that goes with each write
   * @throws InterruptedException if the current thread is interrupted
   */
  public void rebuild(LongConsumer build) throws InterruptedException {
    try (var writing = lock.writeLock().acquire()) {
      build.accept(writing.fencingToken());
    }
  }
}
