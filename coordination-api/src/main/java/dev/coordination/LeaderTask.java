package dev.coordination;

import org.jspecify.annotations.Nullable;

/**
 * What a leader does while it leads.
 *
 * @param <T> the type of the result, which may be null
 * @param <X> the type of exception the task may throw
 * @see LeaderElection#run
 */
@FunctionalInterface
public interface LeaderTask<T extends @Nullable Object, X extends Exception> {

  /**
   * Leads. The term ends when this method returns or throws.
   *
   * <p>The thread is interrupted, once, if the leadership is lost meanwhile.
   *
   * @param leadership the term being served
   * @return the result of the task
   * @throws X if the task fails
   * @throws InterruptedException if interrupted, by the loss of the leadership or by another thread
   */
  T lead(Leadership leadership) throws X, InterruptedException;
}
