package dev.coordination;

import java.util.concurrent.CompletableFuture;

/**
 * A linearizable {@code long} shared by every client of the store.
 *
 * <p>Every method takes effect at one instant between its call and its return. A counter that no
 * one has written has the default value given to the factory method; it comes into being with its
 * first change. The value is not bound to a session: it stays.
 *
 * <p>No update is lost and none is applied twice. When the reply to a write is lost, the client
 * finds out whether the write was applied; only if its session died as well, or the operation
 * timeout passed first, can it not, and then throws {@link OutcomeUnknownException}.
 *
 * <p>When the client is closed, a change that is under way still ends as it ends at the store, or,
 * if that cannot be heard any more, with {@link OutcomeUnknownException}; one that has not been
 * sent ends with {@link IllegalStateException}, and so does a read.
 *
 * <p>All methods wait only for the store. They are not interruptible and are bounded by the
 * client's operation timeout; under contention every call still ends in bounded time. The object is
 * stateless and may be shared.
 *
 * <pre>{@code
 * DistributedCounter served = client.counter("/stats/served");
 * long total = served.increment();
 * }</pre>
 *
 * <p>On ZooKeeper the value is stored as kazoo's {@code Counter} stores it: decimal digits in the
 * node at the path. What else Python's {@code int()} takes for a number is read as well.
 */
public interface DistributedCounter {

  /**
   * Returns the path of this counter.
   *
   * @return the path
   */
  String path();

  /**
   * Returns the value.
   *
   * @return the current value, or the default value if no one has written it yet
   * @throws ServiceUnavailableException if the store cannot be reached within the operation timeout
   * @throws MalformedDataException if the data at the path is not a number
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  long get();

  /**
   * Adds one.
   *
   * @return the new value
   * @throws ArithmeticException if the result overflows a {@code long}; the value is unchanged
   * @throws ServiceUnavailableException if the store cannot be reached; nothing was applied
   * @throws OutcomeUnknownException if it may or may not have been applied
   * @throws MalformedDataException if the data at the path is not a number; it is not overwritten
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  default long increment() {
    return increment(1);
  }

  /**
   * Adds the given amount, which may be zero or negative.
   *
   * @param amount what to add
   * @return the new value
   * @throws ArithmeticException if the result overflows a {@code long}; the value is unchanged
   * @throws ServiceUnavailableException if the store cannot be reached; nothing was applied
   * @throws OutcomeUnknownException if it may or may not have been applied
   * @throws MalformedDataException if the data at the path is not a number; it is not overwritten
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  long increment(long amount);

  /**
   * Subtracts one; otherwise as {@link #increment()}.
   *
   * @return the new value
   */
  default long decrement() {
    return decrement(1);
  }

  /**
   * Subtracts the given amount, which may be zero or negative; otherwise as {@link
   * #increment(long)}.
   *
   * @param amount what to subtract
   * @return the new value
   */
  long decrement(long amount);

  /** Sets the default value, whatever the value is; otherwise as {@link #reset(long)}. */
  void reset();

  /**
   * Sets the given value, whatever the value is.
   *
   * @param value the new value
   * @throws ServiceUnavailableException if the store cannot be reached; nothing was applied
   * @throws OutcomeUnknownException if it may or may not have been applied
   * @throws MalformedDataException if the data at the path is not a number; it is not overwritten
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  void reset(long value);

  /**
   * Sets the value to {@code update} if it is {@code expected}.
   *
   * @param expected the value to compare with
   * @param update the new value
   * @return {@code true} if it was set, {@code false} if the value was another one
   * @throws ServiceUnavailableException if the store cannot be reached; nothing was applied
   * @throws OutcomeUnknownException if it may or may not have been applied
   * @throws MalformedDataException if the data at the path is not a number; it is not overwritten
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  boolean compareAndSet(long expected, long update);

  /**
   * Returns the value, without occupying a thread. Cancelling the future has no further effect.
   *
   * @return a future of what {@link #get} returns or throws
   * @throws IllegalStateException if the client is closed
   */
  CompletableFuture<Long> getAsync();

  /**
   * Adds one, without occupying a thread.
   *
   * @return a future of what {@link #increment()} returns or throws
   * @throws IllegalStateException if the client is closed
   */
  default CompletableFuture<Long> incrementAsync() {
    return incrementAsync(1);
  }

  /**
   * Adds the given amount, without occupying a thread. Cancelling the future does not take an
   * increment back.
   *
   * @param amount what to add
   * @return a future of what {@link #increment(long)} returns or throws
   * @throws IllegalStateException if the client is closed
   */
  CompletableFuture<Long> incrementAsync(long amount);
}
