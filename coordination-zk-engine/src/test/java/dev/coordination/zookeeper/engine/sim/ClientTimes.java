package dev.coordination.zookeeper.engine.sim;

import java.time.Duration;

/** When a client library has last done what, and so when it pings, gives up, or tries again. */
final class ClientTimes {

  private static final long ATTEMPT_INTERVAL = Duration.ofSeconds(1).toNanos();

  private final SimClock clock;
  private long lastSend;
  private long lastHeard;
  private long nextAttempt;

  ClientTimes(SimClock clock) {
    this.clock = clock;
  }

  void sent() {
    lastSend = clock.now();
  }

  void heard() {
    lastHeard = clock.now();
  }

  /** Notes that an attempt to connect has come to nothing, or that a connection is lost. */
  void attempted() {
    nextAttempt = clock.now() + ATTEMPT_INTERVAL;
  }

  long nextAttempt() {
    return nextAttempt;
  }

  long nextPing(long timeout) {
    return lastSend + timeout / 3;
  }

  long givesUp(long timeout) {
    return lastHeard + timeout * 2 / 3;
  }

  void append(StringBuilder key) {
    key.append(lastSend).append(' ').append(lastHeard).append(' ').append(nextAttempt).append('\n');
  }
}
