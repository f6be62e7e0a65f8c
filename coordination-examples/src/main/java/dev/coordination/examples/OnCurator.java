package dev.coordination.examples;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.curator.CuratorCoordination;
import org.apache.curator.framework.CuratorFramework;

/**
 * For applications that have a {@link CuratorFramework} already: the same locks, on its session.
 */
public final class OnCurator {

  private OnCurator() {}

  /**
   * Runs something under a lock.
   *
   * @param framework the application's, started; it stays the application's
   * @param path which lock
   * @param action what to run
   * @throws InterruptedException if interrupted while waiting for the lock
   */
  public static void underLock(CuratorFramework framework, String path, Runnable action)
      throws InterruptedException {
    try (CoordinationClient client = CuratorCoordination.create(framework);
        Hold hold = client.lock(path).acquire()) {
      action.run();
    }
  }
}
