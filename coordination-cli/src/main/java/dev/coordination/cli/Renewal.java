package dev.coordination.cli;

import dev.coordination.CoordinationException;
import dev.coordination.Lease;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Renews a lease whenever a third of its time has passed, in a thread of its own. What fails is
 * tried again after a third of the time that is left then; so the less there is the more often.
 */
final class Renewal implements AutoCloseable {

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

  private final Lease lease;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean refused;

  private Renewal(Lease lease) {
    this.lease = lease;
  }

  /** Begins; ends when it is closed, or with the lease. */
  static Renewal begin(Lease lease) {
    Renewal renewal = new Renewal(lease);
    Thread thread = new Thread(renewal::run, "renewal of " + lease.path());
    thread.setDaemon(true);
    thread.start();
    return renewal;
  }

  /** Tells whether the store has refused to change the lease, and will again. */
  boolean isRefused() {
    return refused;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void run() {
    try {
      boolean goesOn = true;
      while (goesOn && !closed.await(pause().toNanos(), TimeUnit.NANOSECONDS)) {
        goesOn = renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  private Duration pause() {
    Duration third = lease.remaining().dividedBy(3);
    return third.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : third;
  }

  private boolean renew() {
    try {
      return lease.renew();
    } catch (ServiceUnavailableException | OutcomeUnknownException e) {
      return lease.isHeld();
    } catch (CoordinationException e) {
      refused = true;
      Failures.tell("cannot renew %s: %s".formatted(lease.path(), Failures.line(e)));
      return false;
    } catch (IllegalStateException e) {
      return false; // closed meanwhile
    }
  }
}
