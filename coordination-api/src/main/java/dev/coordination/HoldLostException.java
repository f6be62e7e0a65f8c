package dev.coordination;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hold under which something was done, or was to be done, had been lost: someone else may hold
 * it now. Not to be retried under the same hold.
 */
public final class HoldLostException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Object outcome;

  /**
   * Creates the exception.
   *
   * @param message what was lost, with path and token
   * @param outcome what the work under the hold returned, or null
   */
  public HoldLostException(String message, @Nullable Object outcome) {
    super(message, null);
    this.outcome = outcome;
  }

  /**
   * Creates the exception without an outcome.
   *
   * @param message what was lost, with path and token
   */
  public HoldLostException(String message) {
    this(message, null);
  }

  /**
   * Returns what the work under the hold returned although the hold was lost meanwhile.
   *
   * @return the value, or empty if the work returned null or did not return
   * @see LeaderElection#run
   */
  public Optional<Object> outcome() {
    return Optional.ofNullable(outcome);
  }
}
