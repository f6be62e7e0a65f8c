package dev.coordination.zookeeper.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The wall clock of one client: the machine's, unless a test has set it. */
final class SettableClock implements InstantSource {

  private volatile Duration ahead = Duration.ZERO;

  @Override
  public Instant instant() {
    return InstantSource.system().instant().plus(ahead);
  }

  synchronized void jump(Duration by) {
    ahead = ahead.plus(by);
  }
}
