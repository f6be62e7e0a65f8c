package dev.coordination.support;

import dev.coordination.ConnectionState;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.LeaderElection;

/**
 * What a backend provides for one session: its recipes at checked paths, and the connection.
 *
 * @see ScopedClient
 */
public interface RecipeBackend {

  /**
   * Returns the lock at a path.
   *
   * @param context for whom and where
   * @return the lock
   */
  DistributedLock lock(RecipeContext context);

  /**
   * Returns a new election at a path.
   *
   * @param context for whom and where
   * @return the election
   */
  LeaderElection election(RecipeContext context);

  /**
   * Returns the counter at a path.
   *
   * @param context for whom and where
   * @param defaultValue the value before anyone has written one
   * @return the counter
   */
  DistributedCounter counter(RecipeContext context, long defaultValue);

  /** {@return the listeners of the connection state; {@code CLOSED} is its final value} */
  Listeners<ConnectionState> connection();

  /**
   * Ends the session, after everything obtained in it has been ended. Bounded, not interruptible,
   * idempotent.
   */
  void closeSession();
}
