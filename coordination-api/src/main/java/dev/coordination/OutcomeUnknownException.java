package dev.coordination;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write was sent, but neither its reply nor a later look at the store could say what became of
 * it, because the session ended or the operation timeout passed first: the write <em>may or may
 * not</em> have been applied. It has not been, and will not be, applied twice; whether to try again
 * is for the caller to decide, best after reading the state.
 */
public final class OutcomeUnknownException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /** The bytes of the item that was being removed, or null. */
  private final byte @Nullable [] payload;

  /**
   * Creates the exception.
   *
   * @param message what failed, with the path
   * @param cause what the store's client threw, or null
   */
  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    this(message, cause, null);
  }

  /**
   * Creates the exception for the removal of an item.
   *
   * @param message what failed, with the path
   * @param cause what the store's client threw, or null
   * @param payload the item's bytes, or null
   */
  public OutcomeUnknownException(
      String message, @Nullable Throwable cause, byte @Nullable [] payload) {
    super(message, cause);
    this.payload = payload == null ? null : payload.clone();
  }

  /**
   * Creates the exception without a cause.
   *
   * @param message what failed, with the path
   */
  public OutcomeUnknownException(String message) {
    this(message, null);
  }

  /**
   * Returns the item that may or may not have been removed.
   *
   * @return a copy of the item's bytes, as the store had them; empty if no item was being removed
   * @see DistributedQueue#poll()
   */
  public Optional<byte[]> payload() {
    return Optional.ofNullable(payload).map(byte[]::clone);
  }
}
