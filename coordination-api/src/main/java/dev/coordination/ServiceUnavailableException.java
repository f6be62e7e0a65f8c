package dev.coordination;

import org.jspecify.annotations.Nullable;

/**
 * The store could not be reached in time. The request was <em>not</em> applied: it is safe to try
 * again.
 */
public final class ServiceUnavailableException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with the path
   * @param cause what the store's client threw, or null
   */
  public ServiceUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Creates the exception without a cause.
   *
   * @param message what failed, with the path
   */
  public ServiceUnavailableException(String message) {
    this(message, null);
  }
}
