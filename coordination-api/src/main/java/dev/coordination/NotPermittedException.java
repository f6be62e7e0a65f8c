package dev.coordination;

import org.jspecify.annotations.Nullable;

/** The store denies this client access to the path. Nothing was left behind. */
public final class NotPermittedException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with the path
   * @param cause what the store's client threw, or null
   */
  public NotPermittedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Creates the exception without a cause.
   *
   * @param message what failed, with the path
   */
  public NotPermittedException(String message) {
    this(message, null);
  }
}
