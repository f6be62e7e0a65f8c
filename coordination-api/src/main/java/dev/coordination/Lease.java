package dev.coordination;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * A {@link Hold} for a span of time, bound to an identifier and to no session.
 *
 * <p>It is HELD until {@link #expiresAt} less the client's clock skew, whatever becomes of the
 * connection, the session and the client, and then {@link HoldState#LOST}; it is never {@link
 * HoldState#SUSPECT}. {@link #remaining} counts down by a monotonic clock, so that a wall clock
 * that is set afterwards changes nothing. Closing the client leaves the lease as it is; its
 * listeners are told nothing more, while {@link #state} goes on to answer.
 *
 * <p>{@link #fencingToken} is given with the grant and kept over renewals; the next grant of the
 * path, to whomever, has a larger one.
 *
 * <pre>{@code
 * while (lease.renew()) {
 *   workForAMinute(lease.fencingToken());
 * }
 * }</pre>
 *
 * @see NonBlockingLease
 */
public interface Lease extends Hold {

  /**
   * Returns the end of the lease as it is stored, in whole seconds. Every client takes the lease
   * for taken until then at least; the holder has to stop earlier by its clock skew, as {@link
   * #remaining} says.
   *
   * @return the end, which later renewals in this client move
   */
  Instant expiresAt();

  /**
   * Extends this lease, to its duration from now on if that is later than its end.
   *
   * <p>Waits only for the store, is not interruptible and is bounded by the client's operation
   * timeout. A renewal that fails leaves the lease as it was, to end at its time.
   *
   * @return {@code true} if it is held and extended; {@code false} if it has ended: its time had
   *     passed, it was released, or somebody else has been granted it
   * @throws ServiceUnavailableException if the store cannot be reached; nothing was applied
   * @throws OutcomeUnknownException if it may or may not have been applied; this handle relies on
   *     the earlier end
   * @throws MalformedDataException if the data of the lease is none, or of an unknown version; it
   *     is not overwritten
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  boolean renew();

  /**
   * Frees the lease. From the call on {@link #isHeld} answers {@code false}, for every handle of
   * this grant in this client.
   *
   * <p>Unlike that of other holds this is a write as any other: it is not done in the background,
   * because there is no session whose end would do it in the last resort. If it fails the lease
   * ends at its time; calling this again tries again. A lease whose time has passed, or that
   * somebody else has by now, is left alone.
   *
   * @throws ServiceUnavailableException if the store cannot be reached; the lease has not been
   *     freed
   * @throws OutcomeUnknownException if it may or may not have been freed
   * @throws MalformedDataException if the data of the lease is none, or of an unknown version; it
   *     is not overwritten
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  @Override
  void release();

  /**
   * Frees the lease as {@link #release} does, without waiting.
   *
   * @return a stage that completes as {@link #release} returns or throws
   */
  @Override
  CompletionStage<Void> releaseAsync();
}
