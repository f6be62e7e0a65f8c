package dev.coordination.support;

import dev.coordination.Codec;
import dev.coordination.ConnectionState;
import dev.coordination.CoordinationException;
import dev.coordination.DistributedBarrier;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedDoubleBarrier;
import dev.coordination.DistributedLock;
import dev.coordination.DistributedQueue;
import dev.coordination.DistributedSemaphore;
import dev.coordination.LeaderElection;
import dev.coordination.LockingQueue;
import dev.coordination.Party;
import dev.coordination.Registration;
import dev.coordination.spi.Inspection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

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
   * Returns the lock that readers share at a path; it stands in one line with {@link #lock}.
   *
   * @param context for whom and where
   * @return the read lock
   */
  DistributedLock readLock(RecipeContext context);

  /**
   * Returns the semaphore at a path.
   *
   * @param context for whom and where
   * @param maxLeases the limit to ask for, at least one
   * @return the semaphore
   */
  DistributedSemaphore semaphore(RecipeContext context, int maxLeases);

  /**
   * Returns a new election at a path.
   *
   * @param context for whom and where
   * @return the election
   */
  LeaderElection election(RecipeContext context);

  /**
   * Returns the queue at a path.
   *
   * @param context for whom and where
   * @param codec turns values into bytes and back
   * @param <T> the type of the values
   * @return the queue
   */
  <T> DistributedQueue<T> queue(RecipeContext context, Codec<T> codec);

  /**
   * Returns the locking queue at a path.
   *
   * @param context for whom and where
   * @param codec turns values into bytes and back
   * @param <T> the type of the values
   * @return the locking queue
   */
  <T> LockingQueue<T> lockingQueue(RecipeContext context, Codec<T> codec);

  /**
   * Returns the barrier at a path.
   *
   * @param context for whom and where
   * @param parties how many open it by waiting at once, or 0 if none do
   * @return the barrier
   */
  DistributedBarrier barrier(RecipeContext context, int parties);

  /**
   * Returns a new participant of the double barrier at a path.
   *
   * @param context for whom and where
   * @param parties how many begin and end together
   * @return the participant
   */
  DistributedDoubleBarrier doubleBarrier(RecipeContext context, int parties);

  /**
   * Returns the counter at a path.
   *
   * @param context for whom and where
   * @param defaultValue the value before anyone has written one
   * @return the counter
   */
  DistributedCounter counter(RecipeContext context, long defaultValue);

  /**
   * Returns a new participant of the party at a path.
   *
   * @param context for whom and where
   * @return the participant
   */
  Party party(RecipeContext context);

  /**
   * Returns a new participant of the shallow party at a path.
   *
   * @param context for whom and where; the identifier is fit to be a part of a path
   * @return the participant
   */
  Party shallowParty(RecipeContext context);

  /**
   * Returns what a new set partitioner at a path works on.
   *
   * @param context for whom and where
   * @return the backend of one participant
   */
  PartitionBackend partition(RecipeContext context);

  /**
   * Looks at what is at a path.
   *
   * @param context where
   * @return what there is, not older than the call; fails within the operation timeout
   * @throws UnsupportedOperationException if there is nothing to look at
   */
  default CompletableFuture<Inspection> inspect(RecipeContext context) {
    throw new UnsupportedOperationException("this backend does not tell what is at a path");
  }

  /**
   * Follows what is at a path.
   *
   * @param context where
   * @param executor runs the listener
   * @param listener is told what there is, at first and after changes
   * @param onFailure is told why it cannot be seen
   * @return ends it
   * @throws UnsupportedOperationException if there is nothing to look at
   */
  default Registration onInspection(
      RecipeContext context,
      Executor executor,
      Consumer<? super Inspection> listener,
      Consumer<? super CoordinationException> onFailure) {
    throw new UnsupportedOperationException("this backend does not tell what is at a path");
  }

  /** {@return the leases of the client} */
  Leases leases();

  /** {@return the listeners of the connection state; {@code CLOSED} is its final value} */
  Listeners<ConnectionState> connection();

  /** {@return the client's clock} */
  Scheduler scheduler();

  /**
   * {@return what bounds the calls that wait for the store only, the end of the client included}
   */
  Duration operationTimeout();

  /**
   * Ends the session, after everything obtained in it has been ended, or was given enough time. Not
   * interruptible. Called once.
   *
   * @param deadline when to return at the latest, whatever is left to do
   */
  void closeSession(Deadline deadline);
}
