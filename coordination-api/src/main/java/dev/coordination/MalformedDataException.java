package dev.coordination;

import org.jspecify.annotations.Nullable;

/**
 * The data at the path was not written by this recipe, or is damaged. It has not been overwritten.
 */
public final class MalformedDataException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with the path
   * @param cause what the store's client threw, or null
   */
  public MalformedDataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Creates the exception without a cause.
   *
   * @param message what failed, with the path
   */
  public MalformedDataException(String message) {
    this(message, null);
  }
}
