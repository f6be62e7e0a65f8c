package dev.coordination.zookeeper.engine;

import dev.coordination.support.Scheduler;
import dev.coordination.support.Validity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/*
 * Until when a session certainly lives at the leader.
 *
 * The leader forgets a session `timeout` after the last touch that reached it. A client talks to a
 * follower, which reports its clients' touches with its answers to the leader's pings, every half
 * tick; reads and pings are answered by the follower alone, even while it is cut off. So only an
 * acknowledged transaction proves anything, and what it proves is this: whatever the follower had
 * heard `allowance` before the transaction was sent has reached the leader, because both travel on
 * one ordered connection. (If the client has another server meanwhile, it has been revalidated
 * there, which is a later touch.) Hence
 *
 *   base     = send time of the newest request, of any kind, that was answered at least `allowance`
 *              before the sending of a transaction that has been acknowledged
 *   deadline = base + timeout - drift
 *
 * The creation and the revalidation of a session are touches at the leader itself.
 *
 * Nothing else is taken for granted: not that the client library has pinged, nor that this process
 * ran, between two times that it has seen itself. A request's time is taken before it is sent, and
 * the time of its answer after that has come. So wherever the process stands still, the deadline
 * comes out earlier, never later.
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

  private volatile long deadline;
  private volatile boolean suspended;
  private volatile boolean over;

  /** A request that was answered: the server has heard of this client in between. */
  private record Sample(long sent, long answered) {}

  ValidityDeadline(Scheduler clock, Duration timeout, Duration tickAllowance, long touched) {
    this.clock = clock;
    this.timeout = timeout.toNanos();
    this.allowance = Math.min(tickAllowance.toNanos(), this.timeout / 4);
    this.base = touched;
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

  /**
   * Whether the session lives, and for long enough that what were granted now does not end before
   * the next proof. Where the heartbeats get through it always does; if it does not even just after
   * a proof the link is slow, and what little there is must do.
   */
  boolean allowsGrant(boolean justProved) {
    return remainingNanos() > (justProved ? 0 : timeout / 4);
  }

  /** The time between two heartbeats. */
  Duration heartbeat() {
    return Duration.ofNanos(timeout / 6);
  }

  /** How long after the answer to a request a transaction proves it. */
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

  /** A request was answered just now, of whatever kind. */
  void answered(long sent) {
    Sample newest = samples.peekLast();
    if (newest != null && sent - newest.sent < allowance / 2) {
      return;
    }
    if (samples.size() == MAX_SAMPLES) {
      samples.removeFirst();
    }
    samples.addLast(new Sample(sent, clock.nanoTime()));
  }

  /** A transaction was acknowledged just now. */
  void acknowledged(long sent, Duration negotiated) {
    Sample proven = newestProvenBy(sent);
    if (proven != null) {
      timeout = negotiated.toNanos();
      prove(proven.sent);
    }
    answered(sent);
  }

  private @Nullable Sample newestProvenBy(long sent) {
    Sample newest = null;
    for (Sample sample : samples) {
      if (sample.answered + allowance - sent <= 0) {
        newest = sample;
      }
    }
    return newest;
  }

  private void prove(long touched) {
    if (touched - base > 0) {
      base = touched;
    }
    samples.removeIf(sample -> sample.sent - base < 0);
    evaluate();
  }

  private void evaluate() {
    long drift = Math.max(timeout / 100, MIN_DRIFT);
    deadline = base + timeout - drift;
  }
}
