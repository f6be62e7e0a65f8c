package dev.coordination.cli;

import java.time.Duration;
import java.util.Optional;

/**
 * Something that the demo says of what has happened, and whether the records bear it out.
 *
 * @param subject what it is about, in a word
 * @param text what was found
 * @param held whether it is as it should be
 */
record Claim(String subject, String text, boolean held) {

  /**
   * Claims that something came in time.
   *
   * @param took after how long it came; empty: it did not
   * @param since what the time is counted from
   * @param given what the longest time is made of
   * @param most the longest time
   */
  static Claim inTime(
      String subject, Optional<Duration> took, String since, String given, Duration most) {
    return new Claim(
        subject,
        "%s after %s (%s, at most %s)"
            .formatted(took.map(Claim::seconds).orElse("never"), since, given, seconds(most)),
        took.filter(time -> time.compareTo(most) <= 0).isPresent());
  }

  /** Claims that something came at most two session timeouts after a kill. */
  static Claim afterKill(
      String subject, Optional<Duration> took, Duration session, Duration besides) {
    return inTime(
        subject,
        took,
        "the kill",
        "session " + Durations.format(session),
        session.multipliedBy(2).plus(besides));
  }

  private static String seconds(Duration duration) {
    return "%.2f s".formatted(duration.toMillis() / 1000.0);
  }
}
