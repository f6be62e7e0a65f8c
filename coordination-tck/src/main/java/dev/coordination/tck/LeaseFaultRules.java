package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.HoldState;
import dev.coordination.Lease;
import dev.coordination.MalformedDataException;
import dev.coordination.NotPermittedException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules on leases and broken links, ended sessions and foreign data. */
abstract class LeaseFaultRules extends LeaseTimeRules {

  LeaseFaultRules() {}

  /** Which write of a client's a fault strikes: every one where that costs no time. */
  final List<Integer> strokes(int most, Integer... chosen) {
    return harness().virtualTime()
        ? IntStream.rangeClosed(1, most).boxed().toList()
        : List.of(chosen);
  }

  // ---- lost messages

  @Rule({"LEASE-14", "ERR-04"})
  @Requires(Capability.LOSE_REPLY)
  @Test
  void aLostReplyChangesNoResult() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int n : strokes(8, 2, 8)) {
      a.loseReplyOfWrite(n);
      goesThrough(a, b);
    }
  }

  @Rule({"LEASE-14", "ERR-04"})
  @Requires(Capability.LOSE_REQUEST)
  @Test
  void aLostRequestChangesNoResult() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int n : strokes(8, 4)) {
      a.loseWrite(n);
      goesThrough(a, b);
    }
  }

  /** Everything that is written in the life of a lease. */
  private void goesThrough(Actor a, Actor b) {
    Lease lease = takesConnected(a);
    isStored(lease);
    assertTrue(renews(a, lease));
    Lease second = takesConnected(a);
    assertEquals(lease.fencingToken(), second.fencingToken());
    isStored(lease);
    isRefused(b);
    a.release(second);
    assertEquals(Optional.empty(), stored());
    assertEquals(HoldState.RELEASED, lease.state());
    Lease others = takes(b, LONG);
    assertTrue(others.fencingToken() > lease.fencingToken());
    b.release(others);
  }

  /** A claim fails at once where the link is known to be down. */
  private Lease takesConnected(Actor actor) {
    reaches(actor, ConnectionState.CONNECTED);
    return takes(actor, LONG);
  }

  @Rule({"LEASE-14", "LEASE-01"})
  @Requires({Capability.LOSE_REPLY, Capability.JUMP_WALL_CLOCK})
  @Test
  void aTakeoverSurvivesALostReply() {
    Actor a = connect("A");
    Actor b = connect("B");
    Actor c = connect("C");
    for (int n : strokes(2, 2)) {
      Lease former = takesBriefly(a);
      runsOut(a, former);
      b.loseReplyOfWrite(n);
      Lease next = takes(b, LONG);
      assertTrue(next.fencingToken() > former.fencingToken());
      isStored(next);
      isRefused(c);
      reaches(b, ConnectionState.CONNECTED);
      b.release(next);
    }
  }

  @Rule("LEASE-14")
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void anUnknownGrantIsResolvedInTheNextSession() {
    Actor a = connect("A");
    Actor b = connect("B");
    a.release(takes(a, LONG));
    a.loseReplyOfWrite(harness().leaseWrite());
    a.cutLinkWhenItBreaks();
    Call<Optional<Lease>> call = startAsking(a, lease(a, LONG));
    eventually(() -> "nothing was granted", () -> stored().isPresent());
    a.expireNow();
    a.restoreLink();
    isStored(resolved(a, call));
    isRefused(b);
  }

  /** Where time is real the client may take longer to come back than the call may last. */
  private Lease resolved(Actor actor, Call<Optional<Lease>> call) {
    stage().ended(call);
    if (!harness().virtualTime() && call.took().compareTo(session(1)) >= 0) {
      assertInstanceOf(OutcomeUnknownException.class, actor.failure(call));
      return takesConnected(actor);
    }
    return await(call).orElseThrow(() -> new AssertionError("refused its own lease"));
  }

  @Rule({"LEASE-14", "LEASE-15", "ERR-05"})
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK, Capability.JUMP_WALL_CLOCK})
  @Test
  void anUnknownRenewalLeavesTheEarlierEnd() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease lease = takes(a, LONG);
    Instant end = lease.expiresAt();
    harness().jumpWallClock(Duration.ofSeconds(2));
    a.loseReplyOfWrite(harness().leaseWrite());
    a.cutLinkWhenItBreaks();
    Call<Boolean> renewal = a.start("renews", lease::renew);
    assertInstanceOf(OutcomeUnknownException.class, a.failure(renewal));
    assertEquals(end, lease.expiresAt());
    assertTrue(lease.isHeld());
    assertTrue(stored().orElseThrow().end().isAfter(end), "the renewal was to be applied");
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    assertTrue(renews(a, lease));
    assertTrue(lease.expiresAt().isAfter(end));
    isStored(lease);
    isRefused(b);
  }

  // ---- broken links

  @Rule({"LEASE-15", "LEASE-09"})
  @Requires(Capability.CUT_LINK)
  @Test
  void withoutALinkCallsFailAndChangeNothing() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease lease = takes(a, LONG);
    Lease kept = asks(a, a.client().nonBlockingLease(path("kept"), LONG)).orElseThrow();
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    Call<Optional<Lease>> claim = startAsking(a, lease(a, LONG));
    endsAtOnce(claim);
    assertInstanceOf(ServiceUnavailableException.class, a.failure(claim));
    Call<?> renewal = a.startRun("renews", () -> unused(kept.renew()));
    Call<?> look = a.startRun("looks", () -> unused(lease(a, LONG).holder()));
    Call<?> release = a.startRun("releases", lease::release);
    eventually(() -> say(lease), () -> lease.state() == HoldState.RELEASED);
    assertInstanceOf(ServiceUnavailableException.class, a.failure(renewal));
    assertInstanceOf(ServiceUnavailableException.class, a.failure(look));
    assertInstanceOf(ServiceUnavailableException.class, a.failure(release));
    assertTrue(kept.isHeld());
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    isRefused(b);
    assertEquals("A", stored().orElseThrow().holder());
    a.release(lease);
    assertEquals(Optional.empty(), stored());
    a.release(takesConnected(a));
    isStored(kept);
  }

  @Rule({"LEASE-15", "LEASE-09"})
  @Requires(Capability.CUT_LINK)
  @Test
  void callsSurviveABlip() {
    Actor a = connect("A");
    Lease lease = takes(a, LONG);
    a.cutLink();
    Call<Boolean> renewal = a.start("renews", lease::renew);
    Call<Optional<String>> look = a.start("looks", lease(a, LONG)::holder);
    advance(session(0.05));
    a.restoreLink();
    assertTrue(await(renewal));
    assertEquals(Optional.of("A"), await(look));
    a.cutLink();
    Call<?> release = a.startRun("releases", lease::release);
    advance(session(0.05));
    a.restoreLink();
    var unused = await(release);
    assertEquals(Optional.empty(), stored());
  }

  private static void unused(Object result) {
    assertTrue(result != none(), "of a call that was to fail");
  }

  // ---- sessions

  @Rule("LEASE-08")
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void aLeaseOutlivesItsSession() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease lease = takes(a, LONG);
    long token = lease.fencingToken();
    renewSession(a);
    assertEquals(HoldState.HELD, lease.state());
    isRefused(b);
    assertTrue(renews(a, lease));
    assertEquals(token, takes(a, LONG).fencingToken());
    a.release(lease);
    assertTrue(takes(b, LONG).fencingToken() > token);
  }

  @Rule({"LEASE-08", "LEASE-10"})
  @Requires(Capability.RESTART_STORE)
  @Test
  void aLeaseOutlivesARestart() {
    Actor a = connect("A");
    Lease lease = takes(a, LONG);
    harness().restartStore();
    reaches(a, ConnectionState.CONNECTED);
    assertTrue(renews(a, lease));
    isStored(lease);
    a.release(lease);
    assertTrue(takesConnected(a).fencingToken() > lease.fencingToken());
  }

  // ---- foreign hands

  @Rule({"LEASE-06", "LEASE-10", "LEASE-09"})
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void whatWasTakenAwayIsNotTakenBack() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease lease = takes(a, LONG);
    store().deleteAll(path());
    Lease others = takes(b, LONG);
    assertTrue(others.fencingToken() > lease.fencingToken());
    assertFalse(renews(a, lease));
    assertEquals(HoldState.LOST, lease.state());
    a.release(lease);
    isStored(others);
    b.release(others);
    Lease again = takes(a, LONG);
    store().deleteAll(path());
    a.release(again);
    assertEquals(HoldState.RELEASED, again.state());
    assertEquals(Optional.empty(), stored());
  }

  @Rule("LEASE-13")
  @Requires(Capability.WRITE_BY_HAND)
  @Test
  void whatIsNoLeaseIsLeftAlone() {
    Actor a = connect("A");
    for (String text : NO_LEASES) {
      store().writeLease(path(), bytes(text));
      for (Runnable call :
          List.<Runnable>of(() -> lease(a, LONG).tryAcquire(), () -> lease(a, LONG).holder())) {
        assertInstanceOf(MalformedDataException.class, a.fails("asks for " + text, call));
      }
      assertArrayEquals(bytes(text), store().readLease(path()).orElseThrow());
    }
  }

  @Rule("LEASE-13")
  @Requires({Capability.WRITE_BY_HAND, Capability.DELETE_BY_HAND})
  @Test
  void aLeaseThatWasOverwrittenIsLeftAlone() {
    Actor a = connect("A");
    Lease lease = takes(a, LONG);
    byte[] text = bytes(NO_LEASES.get(1));
    store().writeLease(path(), text);
    Runnable renewal = () -> unused(lease.renew());
    assertInstanceOf(MalformedDataException.class, a.fails("renews", renewal));
    assertInstanceOf(MalformedDataException.class, a.fails("releases", lease::release));
    assertArrayEquals(text, store().readLease(path()).orElseThrow());
    store().deleteAll(path());
    a.release(takes(a, LONG));
  }

  @Rule({"LEASE-15", "ERR-07"})
  @Requires(Capability.DENY_ACCESS)
  @Test
  void whoIsNotPermittedIsTold() {
    Actor a = connect("A");
    store().deny(path());
    Runnable claim = () -> lease(a, LONG).tryAcquire();
    assertInstanceOf(NotPermittedException.class, a.fails("asks", claim));
    assertEquals(Optional.empty(), stored());
  }
}
