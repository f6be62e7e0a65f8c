package dev.coordination;

import org.jspecify.annotations.Nullable;

/**
 * The store, or the way to it, failed a request. Each subclass says what that means for the caller;
 * the exception of the store's own client, where there is one, is the {@linkplain #getCause cause}.
 */
public abstract sealed class CoordinationException extends RuntimeException
    permits ServiceUnavailableException,
        OutcomeUnknownException,
        HoldLostException,
        ConfigurationMismatchException,
        MalformedDataException,
        NotPermittedException {

  private static final long serialVersionUID = 1L;

  CoordinationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
