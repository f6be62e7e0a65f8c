package dev.coordination.zookeeper.engine.sim;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Virtual time, and the order of everything that happens at one instant of it. */
final class SimClock {

  private volatile long now = Duration.ofSeconds(100).toNanos();
  private volatile long delay;
  private final AtomicLong stamp = new AtomicLong();

  long now() {
    return now;
  }

  void moveTo(long nanos) {
    if (nanos < now) {
      throw new IllegalStateException("Time does not go back");
    }
    now = nanos;
  }

  /** Sets how long everything takes on the wire, in one direction. */
  void delay(Duration oneWay) {
    delay = oneWay.toNanos();
  }

  long delayNanos() {
    return delay;
  }

  /** Returns when something sent now arrives. */
  long arrival() {
    return now + delay;
  }

  long stamp() {
    return stamp.getAndIncrement();
  }
}
