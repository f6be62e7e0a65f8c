package dev.coordination.zookeeper.engine;

import dev.coordination.support.Scheduler;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * A way to a ZooKeeper ensemble: makes, or is given, one session after the other.
 *
 * <p>When a session has ended, the next one is sought in the background until {@link #close}.
 */
public interface ZnodeTransport {

  /**
   * Begins to deliver sessions. Called once; the first call of the listener may come before or
   * after this method returns.
   *
   * <p>Whatever the transport has to tell (the completion of every future, watch events, the calls
   * of the listener) it tells in tasks of {@code delivery}, given to it in order. A request that is
   * made in such a task so finds its future incomplete, and whoever then waits for it hears of it
   * before everything that happened later.
   *
   * @param listener is told about each session
   * @param delivery runs what it is given one at a time, in order
   */
  void start(SessionListener listener, Executor delivery);

  /** {@return the clock and timers that go with this transport} */
  Scheduler scheduler();

  /** {@return the executor on which users' futures complete} */
  Executor callbackExecutor();

  /**
   * Tells whether {@link #close} ends the session, as opposed to leaving it to whoever owns the
   * connection.
   */
  default boolean ownsSession() {
    return true;
  }

  /**
   * Stops: ends the current session if it is the transport's own, and leaves it alone otherwise.
   * Returns when that is confirmed or after a bounded time. Idempotent. May be called from any
   * thread, the delivery context included. No call of the listener begins afterwards, except one
   * {@code ended} for the last session.
   */
  void close();

  /**
   * Stops like {@link #close}, and returns when the limit has passed, whether the end is confirmed
   * or not.
   *
   * @param limit how long to take at most
   */
  default void close(Duration limit) {
    close();
  }
}
