package dev.coordination.examples;

import dev.coordination.DistributedSemaphore;
import java.time.Duration;

/** Downloads from a mirror that stands only so many at a time, from wherever they come. */
public final class Mirror {

  private final DistributedSemaphore downloads;

  /**
   * Creates one process's access to it.
   *
   * @param downloads with as many permits as the mirror stands
   */
  public Mirror(DistributedSemaphore downloads) {
    this.downloads = downloads;
  }

  /**
   * Downloads, unless the mirror is busy for too long.
   *
   * @param download what to do
   * @param patience how long to wait for a permit
   * @return whether it was done
   * @throws InterruptedException if the current thread is interrupted
   */
  public boolean fetch(Runnable download, Duration patience) throws InterruptedException {
    var permit = downloads.tryAcquire(patience);
    if (permit.isEmpty()) {
      return false;
    }
    try (var held = permit.get()) {
      download.run();
    }
    return true;
  }
}
