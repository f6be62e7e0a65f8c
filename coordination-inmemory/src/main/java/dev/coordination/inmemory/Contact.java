package dev.coordination.inmemory;

import dev.coordination.support.Scheduler;
import dev.coordination.support.Validity;
import java.time.Duration;

/**
 * What a client knows of its session's life: for how long the store cannot have ended it. All holds
 * granted in one contact rely on it; once it is over it stays over, also when the session survived.
 *
 * <p>While the client is heard the store's clock for the session does not run, so the time left is
 * always the same. From the instant at which it is heard no more the time left shrinks. The
 * client's reckoning ends earlier than the store's by a drift, so that it has given up before
 * anybody else can be granted anything.
 */
final class Contact implements Validity {

  private static final Duration LEAST_DRIFT = Duration.ofMillis(20);

  private final Scheduler clock;
  private final long span;
  private volatile long stoppedAt;
  private volatile boolean stopped;
  private volatile boolean suspended;
  private volatile boolean over;

  Contact(Scheduler clock, Duration sessionTimeout) {
    this.clock = clock;
    this.span = sessionTimeout.minus(drift(sessionTimeout)).toNanos();
  }

  /** How much earlier than the store the client takes the session for ended. */
  static Duration drift(Duration sessionTimeout) {
    Duration hundredth = sessionTimeout.dividedBy(100);
    return hundredth.compareTo(LEAST_DRIFT) > 0 ? hundredth : LEAST_DRIFT;
  }

  @Override
  public long remainingNanos() {
    if (over) {
      return 0;
    }
    return stopped ? stoppedAt + span - clock.nanoTime() : span;
  }

  @Override
  public boolean isSuspended() {
    return suspended;
  }

  boolean isStopped() {
    return stopped;
  }

  /** From now on the store does not hear of the client. */
  void stop() {
    stoppedAt = clock.nanoTime();
    stopped = true;
  }

  /** The client has noticed that the link is down. */
  void suspend() {
    suspended = true;
  }

  /** The store hears of the client again, in the same session and in time. */
  void resume() {
    suspended = false;
    stopped = false;
  }

  /** Nothing relies on it any more. */
  void end() {
    over = true;
  }
}
