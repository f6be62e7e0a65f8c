package dev.coordination.tck;

import java.time.Duration;

/**
 * How long the kit waits where it must wait in real time. A generous bound costs nothing as long as
 * tests pass: the kit goes on as soon as what it waits for has happened.
 *
 * @param eventually how long something may take that must happen
 * @param never how long the kit looks on where nothing may happen, beyond {@link TckHarness#settle}
 */
record Timeouts(Duration eventually, Duration never) {

  /** Reads {@code coordination.tck.eventually} and {@code .never}, in milliseconds. */
  static Timeouts fromSystemProperties() {
    return new Timeouts(
        millis("coordination.tck.eventually", 20_000), millis("coordination.tck.never", 50));
  }

  private static Duration millis(String property, long otherwise) {
    return Duration.ofMillis(Long.getLong(property, otherwise));
  }
}
