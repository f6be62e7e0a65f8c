package dev.coordination.zookeeper.engine;

import dev.coordination.support.Scheduler;
import dev.coordination.support.Validity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/*
 * Until when a session certainly lives at the leader.
 *
 * The leader forgets a session `timeout` after the last touch that reached it. A client talks to a
 * follower, which reports its clients' touches with its answers to the leader's pings, every half
 * tick; reads and pings are answered by the follower alone, even while it is cut off. So only an
 * acknowledged transaction proves anything, and what it proves is this: whatever the follower had
 * heard `allowance` before the transaction was sent has reached the leader, because both travel on
 * one ordered connection. Hence
 *
 *   base     = send time of the newest acknowledged transaction such that another one, sent at least
 *              `allowance` after the first was acknowledged, has been acknowledged too
 *   deadline = base + timeout - drift
 *
 * A session that has no such pair yet may rely on the client library's own pings: they leave gaps of
 * at most a third of the timeout, so what had reached the leader before an acknowledged transaction
 * sent at s is not older than s - allowance - timeout / 3. That reasoning fails if this process itself stood still, which the
 * engine's own timer shows by being late; then it is not used before the next proven base.
 *
 * The creation and the revalidation of a session are touches at the leader itself.
 *
 * All methods but those of Validity run on the engine's loop.
 */
final class ValidityDeadline implements Validity {

  /** Bounds the memory; the newest samples are the ones that count. */
  private static final int MAX_SAMPLES = 16;

  /** What two clocks may differ in, and timers be late, however short the timeout. */
  private static final long MIN_DRIFT = Duration.ofMillis(20).toNanos();

  private final Scheduler clock;
  private final long allowance;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long timeout;
  private long base;
  private long provisional;
  private long stalledAt;
  private boolean stalled;

  private volatile long deadline;
  private volatile boolean suspended;
  private volatile boolean over;

  /** An acknowledged transaction. */
  private record Sample(long sent, long acknowledged) {}

  ValidityDeadline(Scheduler clock, Duration timeout, Duration tickAllowance, long touched) {
    this.clock = clock;
    this.timeout = timeout.toNanos();
    this.allowance = Math.min(tickAllowance.toNanos(), this.timeout / 4);
    this.base = touched;
    this.provisional = touched;
    evaluate();
  }

  @Override
  public long remainingNanos() {
    return over ? 0 : deadline - clock.nanoTime();
  }

  @Override
  public boolean isSuspended() {
    return suspended;
  }

  /** The time between two heartbeats. */
  Duration heartbeat() {
    return Duration.ofNanos(timeout / 6);
  }

  /** How long after a transaction another one proves it. */
  Duration proofDelay() {
    return Duration.ofNanos(allowance);
  }

  void suspend() {
    suspended = true;
  }

  /**
   * The session was revalidated: a touch at the leader, perhaps with another timeout from now on.
   */
  void resume(Duration negotiated, long touched) {
    suspended = false;
    timeout = Math.min(timeout, negotiated.toNanos()); // the smaller one until the next proof
    prove(touched);
  }

  /** The session has ended: nothing is certain any more. */
  void end() {
    over = true;
  }

  /** This process stood still until now, and so did the library's pings. */
  void stall() {
    stalled = true;
    stalledAt = clock.nanoTime();
  }

  /** A transaction was acknowledged just now. */
  void acknowledged(long sent, Duration negotiated) {
    Sample proven = newestProvenBy(sent);
    if (proven != null) {
      timeout = negotiated.toNanos();
      prove(proven.sent);
    }
    if (!stalled) {
      provisional = sent - timeout / 3 - allowance;
    }
    evaluate();
    remember(new Sample(sent, clock.nanoTime()));
  }

  private @Nullable Sample newestProvenBy(long sent) {
    Sample newest = null;
    for (Sample sample : samples) {
      if (sample.acknowledged + allowance - sent <= 0) {
        newest = sample;
      }
    }
    return newest;
  }

  private void prove(long touched) {
    if (touched - base > 0) {
      base = touched;
    }
    if (stalled && base - stalledAt > 0) {
      stalled = false;
    }
    samples.removeIf(sample -> sample.sent - base < 0);
    evaluate();
  }

  private void evaluate() {
    long touched = provisional - base > 0 ? provisional : base;
    long drift = Math.max(timeout / 100, MIN_DRIFT);
    deadline = touched + timeout - drift;
  }

  private void remember(Sample sample) {
    Iterator<Sample> newestFirst = samples.descendingIterator();
    if (newestFirst.hasNext() && sample.sent - newestFirst.next().sent < allowance / 2) {
      return;
    }
    if (samples.size() == MAX_SAMPLES) {
      samples.removeFirst();
    }
    samples.addLast(sample);
  }
}
