package dev.coordination;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What can be acquired: each success is a new {@link Hold}.
 *
 * <p>Grants are made in the order in which the store received the contenders. Acquisition is not
 * re-entrant: two acquisitions by one client, even by one thread, contend like those of strangers.
 *
 * <p>A wait survives disconnection. Back in the same session the contender keeps its place; if the
 * session has ended, it goes on at the end of the line in the next session. Nothing is ever granted
 * under a dead session.
 *
 * <p>Whichever way an acquisition ends without a hold, nothing is left of it once the store has
 * processed what was sent; when the connection is down at that moment the rest is removed as soon
 * as it returns.
 *
 * <pre>{@code
 * Optional<Hold> maybe = lock.tryAcquire(Duration.ofSeconds(5));
 * if (maybe.isEmpty()) {
 *   return Result.BUSY;
 * }
 * try (Hold hold = maybe.get()) {
 *   return process(hold.fencingToken());
 * }
 * }</pre>
 *
 * @param <H> the type of the holds
 */
public interface Acquirable<H extends Hold> {

  /**
   * Returns the path of this recipe.
   *
   * @return the path
   */
  String path();

  /**
   * Acquires, waiting as long as it takes.
   *
   * <p>If nothing stands in the way the hold is granted at once. Otherwise the current thread lies
   * dormant until one of these happens:
   *
   * <ul>
   *   <li>the hold is granted;
   *   <li>some other thread interrupts the current thread;
   *   <li>the client is closed;
   *   <li>the store refuses the request for good.
   * </ul>
   *
   * <p>If the current thread is interrupted on entry or while waiting, {@link InterruptedException}
   * is thrown and its interrupted status is cleared.
   *
   * @return the hold
   * @throws InterruptedException if the current thread is interrupted
   * @throws NotPermittedException if the store denies access
   * @throws MalformedDataException if the store cannot number contenders any further
   * @throws IllegalStateException if the client is or becomes closed
   */
  H acquire() throws InterruptedException;

  /**
   * Acquires if that is possible right now, without waiting for anyone else. Never overtakes: if
   * some other contender stood in line at an instant during the call, the answer may be empty.
   *
   * <p>Not interruptible; bounded by the client's operation timeout.
   *
   * @return the hold, or empty if someone else holds or waits
   * @throws ServiceUnavailableException at once if the client is disconnected, or when no reply
   *     arrives within the operation timeout; nothing has been acquired
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  Optional<H> tryAcquire();

  /**
   * Acquires, waiting no longer than the given time.
   *
   * <p>Waits as {@link #acquire} does, and in addition until the time has elapsed, connected or
   * not. If {@code timeout} is zero or negative this method does not wait for anyone: it answers as
   * {@link #tryAcquire()} does, but with empty instead of {@link ServiceUnavailableException}.
   *
   * @param timeout the longest time to wait
   * @return the hold, or empty if the time elapsed first
   * @throws InterruptedException if the current thread is interrupted
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  Optional<H> tryAcquire(Duration timeout) throws InterruptedException;

  /**
   * Acquires without occupying a thread. The future completes, on the client's callback executor,
   * with the hold or with what {@link #acquire} would have thrown.
   *
   * <p>Completing the future in any other way ({@link CompletableFuture#cancel cancel}, {@link
   * CompletableFuture#orTimeout orTimeout}, …) withdraws the request; a grant that races with it is
   * released.
   *
   * @return a future of the hold
   * @throws IllegalStateException if the client is closed
   */
  CompletableFuture<H> acquireAsync();
}
