package dev.coordination;

/**
 * The subscription of a listener, ended by {@link #close}.
 *
 * <pre>{@code
 * Registration registration = hold.onStateChange(executor, state -> log.info("now {}", state));
 * // …
 * registration.close();
 * }</pre>
 */
public interface Registration extends AutoCloseable {

  /**
   * Ends the subscription. No call of the listener begins after this method has returned, except
   * one that its executor had already been given; a call in progress is not waited for. Closing
   * again has no effect.
   */
  @Override
  void close();
}
