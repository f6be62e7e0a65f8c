package dev.coordination;

import org.jspecify.annotations.Nullable;

/**
 * A write was sent, but neither its reply nor a later look at the store could say what became of
 * it, because the session ended or the operation timeout passed first: the write <em>may or may
 * not</em> have been applied. It has not been, and will not be, applied twice; whether to try again
 * is for the caller to decide, best after reading the state.
 */
public final class OutcomeUnknownException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with the path
   * @param cause what the store's client threw, or null
   */
  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Creates the exception without a cause.
   *
   * @param message what failed, with the path
   */
  public OutcomeUnknownException(String message) {
    this(message, null);
  }
}
