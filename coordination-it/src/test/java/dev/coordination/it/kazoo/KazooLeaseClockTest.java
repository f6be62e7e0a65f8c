package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.zookeeper.testkit.ClientFactory.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Leases of Python and of both backends, by one clock that stands until it is set. */
class KazooLeaseClockTest extends KazooTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  /** By how much the clocks of the Java clients here are declared to be wrong. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int ROUNDS = 10;

  private volatile Instant now = NOON;

  private CoordinationClient javaByThatClock(Backend backend, String identifier) {
    return java(backend, identifier, new WallClock(() -> now, SKEW));
  }

  private LocalDateTime utc() {
    return LocalDateTime.ofInstant(now, ZoneOffset.UTC);
  }

  private boolean lease(KazooClient python, String identifier) {
    return python.leaseAt(path, identifier, LONG, utc());
  }

  // ---- all three at once

  @Test
  void oneOfThreeHasTheLeaseUntilItsTimeIsUp() {
    var python = python();
    var raw = javaByThatClock(Backend.RAW, "raw").nonBlockingLease(path, LONG);
    var curator = javaByThatClock(Backend.CURATOR, "curator").nonBlockingLease(path, LONG);

    haveInTurn(
        1,
        () -> lease(python, "python"),
        () -> raw.tryAcquire().isPresent(),
        () -> curator.tryAcquire().isPresent());
  }

  @Test
  void twoOfThreeHaveASlotUntilTheirTimeIsUp() {
    var python = python();
    var raw = javaByThatClock(Backend.RAW, "raw").multiNonBlockingLease(path, 2, LONG);
    var curator = javaByThatClock(Backend.CURATOR, "curator").multiNonBlockingLease(path, 2, LONG);

    haveInTurn(
        2,
        () -> python.multiLeaseAt(path, "python", 2, LONG, utc()),
        () -> raw.tryAcquireAny().isPresent(),
        () -> curator.tryAcquireAny().isPresent());
  }

  /** The first so many obtain it and renew it, the others are refused; then the others begin. */
  private void haveInTurn(int count, BooleanSupplier... asking) {
    var all = new ArrayList<>(List.of(asking));
    for (int round = 0; round < all.size(); round++) {
      var holders = all.subList(0, count);
      var others = all.subList(count, all.size());
      assertThat(holders).allMatch(BooleanSupplier::getAsBoolean);
      assertThat(others).noneMatch(BooleanSupplier::getAsBoolean);
      now = now.plus(LONG.dividedBy(2));
      assertThat(holders).as("renew").allMatch(BooleanSupplier::getAsBoolean);
      now = now.plus(LONG.dividedBy(2)).plus(SKEW).plusSeconds(2);
      assertThat(others).as("after the first end").noneMatch(BooleanSupplier::getAsBoolean);
      now = now.plus(LONG);
      Collections.rotate(all, -count);
    }
  }

  /** It takes the first slot that it can get, and its old one is lost to all until it ends. */
  @ParameterizedTest
  @EnumSource
  void aPythonThatRenewsTakesALowerSlotAndLeavesItsOwn(Backend backend) {
    var python = python();
    var java = javaByThatClock(backend, "java").multiNonBlockingLease(path, 2, LONG);
    var other = javaByThatClock(backend, "other").multiNonBlockingLease(path, 2, LONG);
    var first = java.tryAcquireAny().orElseThrow();
    assertThat(python.multiLeaseAt(path, "python", 2, LONG, utc())).isTrue();
    first.release();
    now = NOON.plus(LONG.dividedBy(2));

    assertThat(python.multiLeaseAt(path, "python", 2, LONG, utc())).as("renews").isTrue();

    assertThat(other).allSatisfy(slot -> assertThat(slot.holder()).contains("python"));
    assertThat(other.tryAcquireAny()).isEmpty();
    now = NOON.plus(LONG).plus(SKEW).plusSeconds(1);
    assertThat(other.tryAcquireAny().orElseThrow().path()).isEqualTo(path + "/1");
  }

  // ---- one second

  @ParameterizedTest
  @EnumSource
  void bothRenewInOneSecond(Backend backend) {
    var python = python();
    var java = javaByThatClock(backend, "shared").nonBlockingLease(path, LONG);
    now = NOON.plusMillis(100);
    var lease = java.tryAcquire().orElseThrow();
    now = NOON.plusMillis(300);
    assertThat(lease.renew()).isTrue();
    assertThat(writtenEnd()).as("rounded up").isEqualTo(NOON.plus(LONG).plusSeconds(1));
    now = NOON.plusMillis(500);
    assertThat(lease(python, "shared")).isTrue();
    assertThat(writtenEnd()).as("rounded down, and earlier").isEqualTo(NOON.plus(LONG));
    now = NOON.plusMillis(700);
    assertThat(lease.renew()).as("kazoo has made the node anew").isFalse();
    var again = java.tryAcquire().orElseThrow();
    assertThat(again.renew()).isTrue();
    assertThat(writtenEnd()).isEqualTo(again.expiresAt()).isEqualTo(NOON.plus(LONG).plusSeconds(1));
    now = NOON.plusMillis(900);
    assertThat(lease(python, "shared")).isTrue();
    assertThat(lease(python, "shared")).isTrue();
    assertThat(java.holder()).contains("shared");

    now = NOON.plus(LONG).minusMillis(1);
    assertThat(lease(python, "other")).as("before the last end that was written").isFalse();
    now = NOON.plus(LONG);
    assertThat(lease(python, "other")).isTrue();
  }

  /** Both stand in line for the lock under which a lease is changed, in either order. */
  @ParameterizedTest
  @EnumSource
  void bothRenewAtOnce(Backend backend) {
    var python = python();
    var java = javaByThatClock(backend, "shared").nonBlockingLease(path, LONG);
    var other = javaByThatClock(backend, "other").nonBlockingLease(path, LONG);
    var lock = java(Backend.RAW, "gate").lock(path);
    now = NOON.plusMillis(500);
    assertThat(lease(python, "shared")).isTrue();
    for (int i = 0; i < ROUNDS; i++) {
      now = now.plusSeconds(10);
      var gate = lock.tryAcquire().orElseThrow();
      var renewals =
          List.of(
              Bounded.start(() -> lease(python, "shared")),
              Bounded.start(() -> java.tryAcquire().isPresent()));
      assertThat(onlooker.awaitInLine(path, 4)).contains("lease_holder");
      assertThat(renewals).noneMatch(Future::isDone);
      gate.release();

      assertThat(renewals).allSatisfy(renewal -> assertThat(Bounded.get(renewal)).isTrue());
      var end = now.plus(LONG);
      assertThat(writtenEnd()).isBetween(end.minusMillis(500), end.plusMillis(500));
      assertThat(other.tryAcquire()).isEmpty();
      assertThat(other.holder()).contains("shared");
      assertThat(onlooker.awaitInLine(path, 1)).as("no lock nodes").containsExactly("lease_holder");
    }
  }

  // ---- the end

  @ParameterizedTest
  @EnumSource
  void javaTakesThePythonLeaseAClockSkewAfterItsEnd(Backend backend) {
    var python = python();
    var java = javaByThatClock(backend, "java").nonBlockingLease(path, LONG);
    now = NOON.plusMillis(900);
    assertThat(lease(python, "python")).isTrue();
    var end = writtenEnd();
    for (var early : List.of(end.minusNanos(1), end, end.plus(SKEW))) {
      now = early;
      assertThat(java.tryAcquire()).as("at %s of a lease until %s", now, end).isEmpty();
      assertThat(java.holder()).contains("python");
    }

    now = end.plus(SKEW).plusNanos(1);

    assertThat(java.holder()).isEmpty();
    var lease = java.tryAcquire().orElseThrow();
    assertThat(lease.remaining())
        .as("stops a skew early")
        .isLessThan(LONG.minus(SKEW).plusSeconds(1));
    assertThat(lease(python, "python")).isFalse();
    now = lease.expiresAt();
    assertThat(lease(python, "python")).as("kazoo allows for no skew").isTrue();
  }
}
