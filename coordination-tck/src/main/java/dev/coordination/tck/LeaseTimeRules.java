package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.HoldState;
import dev.coordination.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The rules on the time of leases, and on the clocks that measure it. */
abstract class LeaseTimeRules extends LeaseRules {

  LeaseTimeRules() {}

  /** Nearly as far as clocks may go wrong. */
  private Duration nearly() {
    return harness().clockSkew().multipliedBy(9).dividedBy(10);
  }

  @Rule({"LEASE-01", "LEASE-10"})
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void aFastClaimantComesAfterASlowHolder() {
    comesAfter(nearly().negated(), nearly());
  }

  @Rule({"LEASE-01", "LEASE-10"})
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void aSlowClaimantComesAfterAFastHolder() {
    comesAfter(nearly(), nearly().negated());
  }

  private void comesAfter(Duration holders, Duration claimants) {
    Actor a = connect("A");
    Actor b = connect("B");
    a.jumpWallClock(holders);
    b.jumpWallClock(claimants);
    Lease former = takesBriefly(a);
    assertTrue(renews(a, former));
    Lease next = takesOver(b, brief(), former);
    assertTrue(next.fencingToken() > former.fencingToken());
    assertTrue(b.wallClock().isAfter(former.expiresAt().plus(harness().clockSkew())));
    isStored(next);
  }

  @Rule({"LEASE-01", "LEASE-07"})
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void aClockThatIsSetWithinTheSkewChangesNothing() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease former = takesBriefly(a);
    a.jumpWallClock(nearly().negated());
    b.jumpWallClock(nearly());
    isRefused(b);
    assertTrue(renews(a, former));
    a.jumpWallClock(nearly().multipliedBy(2));
    b.jumpWallClock(nearly().multipliedBy(-2));
    assertTrue(takesOver(b, brief(), former).isHeld());
  }

  @Rule({"LEASE-03", "LEASE-02"})
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void ofSeveralClaimantsOneIsGranted() {
    Actor a = connect("A");
    List<Actor> claimants = List.of(connect("B"), connect("C"), connect("D"));
    Lease former = takesBriefly(a);
    runsOut(a, former);
    List<Call<Optional<Lease>>> calls =
        claimants.stream().map(actor -> startAsking(actor, lease(actor, LONG))).toList();
    List<Lease> granted = new ArrayList<>();
    calls.forEach(call -> await(call).ifPresent(granted::add));
    assertEquals(1, granted.size(), () -> "granted: " + granted);
    assertTrue(granted.get(0).fencingToken() > former.fencingToken());
    isStored(granted.get(0));
    assertFalse(renews(a, former));
  }

  @Rule({"LEASE-07", "LEASE-06"})
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void aHandleIsLostAtItsTimeUnasked() {
    Actor a = connect("A");
    Lease lease = takesBriefly(a);
    Recorder<HoldState> states = states(lease);
    CompletableFuture<HoldState> ended = lease.ended().toCompletableFuture();
    Duration before = lease.remaining();
    assertTrue(before.compareTo(Duration.ZERO) > 0, () -> say(lease));
    Duration most = brief().plusSeconds(1).minus(harness().clockSkew());
    assertTrue(before.compareTo(most) <= 0, () -> before + " left of " + say(lease));
    eventually(() -> say(lease) + " was told " + states, () -> states.wasTold(HoldState.LOST));
    assertEquals(HoldState.LOST, lease.state());
    assertEquals(Duration.ZERO, lease.remaining());
    eventually(() -> "ended() is not told", ended::isDone);
    assertFalse(renews(a, lease), "renewed after its end");
    assertEquals(HoldState.LOST, lease.state());
  }

  @Rule("LEASE-07")
  @Requires({Capability.CUT_LINK, Capability.JUMP_WALL_CLOCK})
  @Test
  void aLeaseIsNeverSuspectNorLostEarly() {
    Actor a = connect("A");
    Lease lease = takes(a, LONG);
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    assertEquals(HoldState.HELD, lease.state());
    for (Duration jump : List.of(LONG.multipliedBy(3), LONG.multipliedBy(-6))) {
      Duration before = lease.remaining();
      harness().jumpWallClock(jump);
      settle();
      assertEquals(HoldState.HELD, lease.state());
      assertTrue(lease.remaining().compareTo(before) <= 0, "time came back");
      assertTrue(lease.remaining().compareTo(before.minusSeconds(20)) > 0, "time vanished");
    }
    harness().jumpWallClock(LONG.multipliedBy(3));
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    assertTrue(renews(a, lease));
  }

  @Rule({"LEASE-17", "LEASE-10"})
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void clocksThatAreWrongByMoreAreToldByTokens() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease former = takes(a, LONG);
    b.jumpWallClock(LONG.multipliedBy(2));
    Lease next = takes(b, LONG);
    assertTrue(former.isHeld(), "two hold: this is what the skew is assumed for");
    assertTrue(next.fencingToken() > former.fencingToken());
    assertFalse(renews(a, former), "renewed although it was taken over");
    assertEquals(HoldState.LOST, former.state());
    isStored(next);
    a.release(former);
    isStored(next);
  }

  @Rule("LEASE-04")
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void aClockThatWasSetBackDoesNotShortenALease() {
    Actor a = connect("A");
    Lease lease = takes(a, LONG);
    Instant end = lease.expiresAt();
    Duration left = lease.remaining();
    a.jumpWallClock(LONG.dividedBy(-2));
    assertTrue(renews(a, lease));
    assertEquals(end, lease.expiresAt());
    assertTrue(lease.remaining().compareTo(left) <= 0, "longer than the store knows");
    a.jumpWallClock(LONG.dividedBy(2));
  }

  @Rule("LEASE-11")
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void theEndIsTheNextWholeSecond() {
    Actor a = connect("A");
    for (Duration duration : List.of(LONG, LONG.plusMillis(1), LONG.plusMillis(1999))) {
      Instant before = a.wallClock();
      Lease lease = takes(a, duration);
      Instant after = a.wallClock();
      assertEquals(lease.expiresAt().truncatedTo(ChronoUnit.SECONDS), lease.expiresAt());
      assertFalse(lease.expiresAt().isBefore(before.plus(duration)), () -> say(lease));
      assertTrue(lease.expiresAt().isBefore(after.plus(duration).plusSeconds(1)), () -> say(lease));
      isStored(lease);
      a.release(lease);
    }
  }

  @Rule("LEASE-12")
  @Test
  void aDurationThatIsOverAtOnceIsRefused() {
    Actor a = connect("A");
    Duration least = harness().clockSkew().multipliedBy(2);
    for (Duration bad : List.of(least, Duration.ZERO, Duration.ofMillis(-1))) {
      assertThrows(IllegalArgumentException.class, () -> lease(a, bad), bad::toString);
    }
    assertEquals(least.plusNanos(1), lease(a, least.plusNanos(1)).duration());
  }

  @Rule("LEASE-12")
  @Test
  void aDurationMayBeTooLongForTheCalendar() {
    Actor a = connect("A");
    for (Duration duration : List.of(Duration.ofSeconds(Long.MAX_VALUE), LONG.multipliedBy(9000))) {
      Lease lease = takes(a, duration);
      assertTrue(lease.isHeld());
      assertTrue(lease.remaining().compareTo(LONG) > 0, () -> say(lease));
      isStored(lease);
      assertTrue(renews(a, lease));
      a.release(lease);
    }
  }

  @Rule({"LEASE-08", "LEASE-02"})
  @Requires({Capability.KILL, Capability.JUMP_WALL_CLOCK})
  @Test
  void theLeaseOfADeadProcessEndsAtItsTime() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease former = takesBriefly(a);
    a.kill();
    isRefused(b);
    assertTrue(takesOver(b, LONG, former).fencingToken() > former.fencingToken());
  }

  @Rule({"LEASE-01", "LEASE-07"})
  @Requires({Capability.FREEZE, Capability.JUMP_WALL_CLOCK})
  @Test
  void aFrozenHolderWakesUpWithoutIt() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease former = takesBriefly(a);
    a.freeze();
    Lease next = takesOver(b, LONG, former);
    a.thaw();
    assertFalse(former.isHeld());
    assertFalse(renews(a, former));
    isStored(next);
  }

  @Rule("LEASE-09")
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void aLateReleaseDoesNotTouchASuccessor() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease former = takesBriefly(a);
    runsOut(a, former);
    Lease next = takes(b, LONG);
    a.release(former);
    assertEquals(HoldState.LOST, former.state());
    isStored(next);
    assertTrue(next.isHeld());
  }
}
