package dev.coordination.inmemory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The wall clock of one client's machine: that of the space, unless somebody has set it. */
final class WallClock implements InstantSource {

  private final InstantSource space;
  private volatile Duration ahead = Duration.ZERO;

  WallClock(InstantSource space) {
    this.space = space;
  }

  @Override
  public Instant instant() {
    return space.instant().plus(ahead);
  }

  synchronized void jump(Duration by) {
    ahead = ahead.plus(by);
  }
}
