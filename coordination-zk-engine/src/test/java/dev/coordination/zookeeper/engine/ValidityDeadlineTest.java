package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.support.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The arithmetic of the deadline, in milliseconds from the sending of the handshake. Timeout 10 s,
 * drift 100 ms, allowance 1 s.
 */
final class ValidityDeadlineTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ALLOWANCE = Duration.ofSeconds(1);
  private static final int DRIFT = 100;
  private static final int FIRST = 10_000 - DRIFT;

  private Clock clock = new Clock(Duration.ofHours(1).toNanos());
  private ValidityDeadline validity = new ValidityDeadline(clock, TIMEOUT, ALLOWANCE, clock.at(0));

  /** A clock that is set by hand and has no timers. */
  private static final class Clock implements Scheduler {
    private final long origin;
    private long now;

    Clock(long origin) {
      this.origin = origin;
      this.now = origin;
    }

    long at(long millis) {
      return origin + millis * 1_000_000;
    }

    void set(long millis) {
      now = at(millis);
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      throw new UnsupportedOperationException();
    }
  }

  private void restart(Duration timeout, Duration allowance, long touched) {
    validity = new ValidityDeadline(clock, timeout, allowance, clock.at(touched));
  }

  /** A transaction was sent at one time and its acknowledgement is handled at another. */
  private void transaction(long sent, long acknowledged) {
    transaction(sent, acknowledged, TIMEOUT);
  }

  private void transaction(long sent, long acknowledged, Duration negotiated) {
    clock.set(acknowledged);
    validity.acknowledged(clock.at(sent), negotiated);
  }

  private void read(long sent, long answered) {
    clock.set(answered);
    validity.answered(clock.at(sent));
  }

  private long deadline() {
    return (clock.nanoTime() + validity.remainingNanos() - clock.at(0)) / 1_000_000;
  }

  // The margin

  @Test
  void aNewSessionLivesForItsTimeoutLessAHundredth() {
    assertThat(validity.remainingNanos()).isEqualTo(Duration.ofMillis(FIRST).toNanos());
    clock.set(FIRST - 1);
    assertThat(validity.remainingNanos()).isPositive();
    clock.set(FIRST);
    assertThat(validity.remainingNanos()).isZero();
    clock.set(FIRST + 1);
    assertThat(validity.remainingNanos()).isNegative();
  }

  @Test
  void theMarginIsAtLeastTwentyMilliseconds() {
    restart(Duration.ofSeconds(1), ALLOWANCE, 0);
    assertThat(deadline()).isEqualTo(980);
  }

  @Test
  void theHandshakeCountsFromItsSending() {
    clock.set(3_000);
    restart(TIMEOUT, ALLOWANCE, 500);
    assertThat(deadline()).isEqualTo(500 + FIRST);
  }

  @Test
  void aSessionOfUnknownAgeIsNotBelieved() {
    restart(TIMEOUT, ALLOWANCE, -Duration.ofDays(3650).toMillis());
    assertThat(validity.remainingNanos()).isNegative();
    transaction(0, 10);
    assertThat(validity.remainingNanos()).isNegative();
    transaction(1_010, 1_020);
    assertThat(deadline()).isEqualTo(FIRST);
  }

  // Proofs

  @Test
  void oneTransactionProvesNothingOfItself() {
    transaction(5_000, 5_010);
    assertThat(deadline()).isEqualTo(FIRST);
  }

  @Test
  void aTransactionIsProvenByALaterOneAndCountsFromItsSending() {
    transaction(5_000, 5_300);
    transaction(6_300, 6_900);
    assertThat(deadline()).isEqualTo(5_000 + FIRST);
  }

  @Test
  void aTransactionSentTooSoonAfterTheAnswerProvesNothing() {
    transaction(5_000, 5_300);
    transaction(6_299, 6_900);
    assertThat(deadline()).isEqualTo(FIRST);
  }

  @Test
  void theNewestOfThoseThatAreProvenCounts() {
    transaction(2_000, 2_010);
    transaction(3_000, 3_010);
    transaction(4_000, 4_010);
    transaction(5_000, 5_010);
    assertThat(deadline()).isEqualTo(3_000 + FIRST);
  }

  @Test
  void readsAloneProveNothing() {
    for (int sent = 1_000; sent < 60_000; sent += 500) {
      read(sent, sent + 10);
    }
    assertThat(deadline()).isEqualTo(FIRST);
  }

  @Test
  void aReadIsProvenByATransactionAndCountsFromItsSending() {
    read(5_000, 5_400);
    transaction(6_399, 6_410);
    assertThat(deadline()).isEqualTo(FIRST);
    transaction(7_000, 7_010);
    assertThat(deadline()).isEqualTo(5_000 + FIRST);
  }

  @Test
  void aReadBehindATransactionIsNotProvenByIt() {
    transaction(5_000, 9_000);
    read(5_001, 9_001);
    assertThat(deadline()).isEqualTo(FIRST);
  }

  @Test
  void theAllowanceIsAtMostAQuarterOfTheTimeout() {
    restart(Duration.ofSeconds(2), ALLOWANCE, 0);
    assertThat(validity.proofDelay()).isEqualTo(Duration.ofMillis(500));
    transaction(1_000, 1_010, Duration.ofSeconds(2));
    transaction(1_510, 1_520, Duration.ofSeconds(2));
    assertThat(deadline()).isEqualTo(1_000 + 2_000 - 20);
  }

  @Test
  void whateverComesOftenIsKeptSparsely() {
    for (int sent = 10; sent <= 100_000; sent += 10) {
      transaction(sent, sent + 5);
    }
    assertThat(deadline()).isBetween(100_000L - 2_000 + FIRST, 100_000L - 1_000 + FIRST);
  }

  @Test
  void anOldSessionIsProvenByReadsInTheRhythmOfTheHeartbeat() {
    long beat = validity.heartbeat().toMillis();
    assertThat(beat).isEqualTo(10_000 / 6);
    for (long sent = beat; sent < 100_000; sent += beat) {
      read(sent, sent + 10);
    }
    transaction(100_000, 100_010);
    assertThat(deadline()).isGreaterThan(100_000 - 1_010 - beat - 10 + FIRST);
  }

  // Standstills

  @Test
  void aStandstillBeforeTheAnswerIsHandledCountsFromTheSending() {
    transaction(1_000, 8_000);
    transaction(9_000, 9_010);
    assertThat(deadline()).isEqualTo(1_000 + FIRST);
  }

  @Test
  void aStandstillBetweenTheProofAndItsHandlingEndsTheValidity() {
    transaction(1_000, 1_010);
    transaction(2_500, 30_000);
    assertThat(deadline()).isEqualTo(1_000 + FIRST);
    assertThat(validity.remainingNanos()).isNegative();
  }

  @ParameterizedTest
  @ValueSource(longs = {500, 1_500, 3_000, 9_000})
  void aStandstillBeforeATransactionIsNotBridgedByIt(long standstill) {
    read(1_000, 1_010);
    long back = 1_100 + standstill;
    transaction(back, back + 10);
    assertThat(deadline()).isLessThanOrEqualTo(1_000 + FIRST);
  }

  @Test
  void thereIsAlwaysAnAnswerThatWasProvenOneTimeoutLessTheMarginBeforeTheDeadline() {
    for (int seed = 0; seed < 500; seed++) {
      clock = new Clock(seed % 2 == 0 ? 0 : Long.MAX_VALUE - Duration.ofMinutes(1).toNanos());
      restart(TIMEOUT, ALLOWANCE, 0);
      checkHistory(new Random(seed));
    }
  }

  private void checkHistory(Random random) {
    List<long[]> answers = new ArrayList<>();
    long base = 0;
    long now = 0;
    for (int i = 0; i < 100; i++) {
      long sent = now + random.nextInt(3_000);
      now = sent + random.nextInt(random.nextInt(10) == 0 ? 8_000 : 300);
      if (random.nextBoolean()) {
        for (long[] earlier : answers) {
          if (earlier[1] + 1_000 <= sent) {
            base = Math.max(base, earlier[0]);
          }
        }
        transaction(sent, now);
      } else {
        read(sent, now);
      }
      answers.add(new long[] {sent, now});
      assertThat(deadline()).isLessThanOrEqualTo(base + FIRST);
      assertThat(deadline()).as("not for nothing").isGreaterThanOrEqualTo(base - 500 + FIRST);
    }
  }

  // The link

  @Test
  void suspensionIsToldAndMovesNothing() {
    assertThat(validity.isSuspended()).isFalse();
    validity.suspend();
    assertThat(validity.isSuspended()).isTrue();
    assertThat(deadline()).isEqualTo(FIRST);
    clock.set(FIRST);
    assertThat(validity.remainingNanos()).isZero();
    assertThat(validity.isSuspended()).isTrue();
  }

  @Test
  void aRevalidationCountsFromItsSendingAndEndsTheSuspension() {
    validity.suspend();
    clock.set(7_000);
    validity.resume(TIMEOUT, clock.at(4_000));
    assertThat(validity.isSuspended()).isFalse();
    assertThat(deadline()).isEqualTo(4_000 + FIRST);
  }

  @Test
  void aRevalidationOfUnknownAgeMovesNothing() {
    validity.suspend();
    validity.resume(TIMEOUT, clock.at(-5_000));
    assertThat(validity.isSuspended()).isFalse();
    assertThat(deadline()).isEqualTo(FIRST);
  }

  @Test
  void aShorterTimeoutCountsAtOnceAndALongerOneFromTheNextProof() {
    validity.suspend();
    validity.resume(Duration.ofSeconds(6), clock.at(1_000));
    assertThat(deadline()).isEqualTo(1_000 + 6_000 - 60);
    validity.suspend();
    validity.resume(TIMEOUT, clock.at(2_000));
    assertThat(deadline()).isEqualTo(2_000 + 6_000 - 60);
    transaction(3_000, 3_010);
    assertThat(deadline()).isEqualTo(2_000 + 6_000 - 60);
    transaction(4_010, 4_020);
    assertThat(deadline()).isEqualTo(3_000 + FIRST);
  }

  @Test
  void theEndOfTheSessionIsTheEndWhateverIsAcknowledgedLater() {
    transaction(1_000, 1_010);
    validity.end();
    assertThat(validity.remainingNanos()).isZero();
    transaction(3_000, 3_010);
    validity.resume(TIMEOUT, clock.at(3_000));
    assertThat(validity.remainingNanos()).isZero();
  }
}
