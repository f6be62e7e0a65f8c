package dev.coordination;

import org.jspecify.annotations.Nullable;

/** Two clients disagree about a setting that all who share a path must agree on. */
public final class ConfigurationMismatchException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with the path
   * @param cause what the store's client threw, or null
   */
  public ConfigurationMismatchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Creates the exception without a cause.
   *
   * @param message what failed, with the path
   */
  public ConfigurationMismatchException(String message) {
    this(message, null);
  }
}
