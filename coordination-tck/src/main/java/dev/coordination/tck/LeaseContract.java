package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.HoldState;
import dev.coordination.Lease;
import dev.coordination.NonBlockingLease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules LEASE: granted for a time, to an identifier. */
public abstract class LeaseContract extends LeaseFaultRules {

  /** For subclasses. */
  protected LeaseContract() {}

  // ---- being granted, or not

  @Rule({"LEASE-02", "LEASE-16"})
  @Test
  void whoComesIsGrantedOrRefusedAtOnce() {
    Actor a = connect("A");
    Actor b = connect("B");
    assertEquals(Optional.empty(), holder(a));
    Lease lease = takes(a, LONG);
    assertEquals("A", lease.identifier());
    assertEquals(path(), lease.path());
    assertEquals(HoldState.HELD, lease.state());
    assertTrue(lease.remaining().compareTo(LONG.minusSeconds(60)) > 0, () -> say(lease));
    assertEquals(Optional.of("A"), holder(a));
    assertEquals(Optional.of("A"), holder(b));
    for (int i = 0; i < 3; i++) {
      Call<Optional<Lease>> call = startAsking(b, lease(b, LONG));
      endsAtOnce(call);
      assertEquals(Optional.empty(), await(call));
    }
    isStored(lease);
  }

  @Rule({"LEASE-02", "LEASE-09"})
  @Test
  void whoComesAfterAReleaseIsGranted() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease lease = takes(a, LONG);
    a.release(lease);
    assertEquals(HoldState.RELEASED, lease.state());
    assertFalse(lease.isHeld());
    assertEquals(Duration.ZERO, lease.remaining());
    assertEquals(Optional.empty(), holder(b));
    assertTrue(takes(b, LONG).fencingToken() > lease.fencingToken());
  }

  private Optional<String> holder(Actor actor) {
    return actor.call("looks", lease(actor, LONG)::holder);
  }

  @Rule({"LEASE-16", "LEASE-02"})
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void whoMayTakeItSeesNobody() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease lease = takes(a, LONG);
    b.jumpWallClock(Duration.between(b.wallClock(), lease.expiresAt()));
    assertEquals(Optional.of("A"), holder(b));
    isRefused(b);
    b.jumpWallClock(harness().clockSkew().plusSeconds(1));
    assertEquals(Optional.empty(), holder(b));
    assertTrue(takes(b, LONG).isHeld());
  }

  @Rule("LEASE-02")
  @Test
  void whoeverPollsIsGrantedWhenItIsFree() {
    Actor a = connect("A");
    Actor b = connect("B");
    NonBlockingLease polled = lease(b, LONG);
    for (int i = 0; i < 3; i++) {
      Lease lease = takes(a, LONG);
      assertEquals(Optional.empty(), asks(b, polled));
      assertEquals(Optional.empty(), asks(b, polled));
      a.release(lease);
      b.release(asks(b, polled).orElseThrow(() -> new AssertionError("refused though free")));
    }
  }

  @Rule({"LEASE-03", "LEASE-04"})
  @Test
  void manyWhoComeTogetherAreOneHolder() {
    List<Actor> actors = List.of(connect("A"), connect("B"), connect("C"));
    for (int round = 0; round < 5; round++) {
      List<Call<Optional<Lease>>> calls = new ArrayList<>();
      for (Actor actor : actors) {
        calls.add(startAsking(actor, lease(actor, LONG)));
        calls.add(startAsking(actor, lease(actor, LONG)));
      }
      List<Lease> granted = new ArrayList<>();
      calls.forEach(call -> await(call).ifPresent(granted::add));
      List<String> holders = granted.stream().map(Lease::identifier).distinct().toList();
      List<Long> tokens = granted.stream().map(Lease::fencingToken).distinct().toList();
      assertEquals(List.of(stored().orElseThrow().holder()), holders);
      assertEquals(List.of(stored().orElseThrow().token()), tokens);
      Lease one = granted.get(0);
      actors.get(holders.get(0).charAt(0) - 'A').release(one);
      assertTrue(granted.stream().noneMatch(Lease::isHeld), () -> "held: " + granted);
    }
  }

  // ---- one identifier

  @Rule({"LEASE-04", "LEASE-10"})
  @Test
  void theSameIdentifierRenews() {
    Actor a = connect("A");
    Actor second = connect("A");
    Lease lease = takes(a, LONG);
    Instant end = lease.expiresAt();
    for (Actor actor : List.of(a, second)) {
      Lease same = takes(actor, LONG.multipliedBy(2));
      assertEquals(lease.fencingToken(), same.fencingToken());
      assertTrue(same.expiresAt().isAfter(end));
      isStored(same);
    }
    assertTrue(lease.expiresAt().isAfter(end), "all handles in one client know of the renewal");
    assertTrue(lease.remaining().compareTo(LONG) > 0);
  }

  @Rule({"LEASE-04", "LEASE-06"})
  @Test
  void aRenewalNeverShortens() {
    Actor a = connect("A");
    Lease lease = takes(a, LONG);
    Instant end = lease.expiresAt();
    Lease brief = takes(a, brief());
    assertFalse(brief.expiresAt().isBefore(end));
    assertTrue(renews(a, brief));
    assertFalse(lease.expiresAt().isBefore(end));
    assertTrue(lease.remaining().compareTo(brief().plusSeconds(1)) > 0);
    isStored(lease);
  }

  @Rule({"LEASE-05", "LEASE-09"})
  @Test
  void handlesOfOneGrantEndTogether() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease first = takes(a, LONG);
    CoordinationClient view = a.client().withNamespace(harness().root());
    NonBlockingLease seen = view.nonBlockingLease("/lease", LONG);
    Lease second = asks(a, seen).orElseThrow();
    assertEquals("/lease", second.path());
    assertEquals(first.fencingToken(), second.fencingToken());
    Recorder<HoldState> states = states(first);
    a.release(second);
    assertEquals(HoldState.RELEASED, first.state());
    eventually(
        () -> "the other handle is told " + states, () -> states.wasTold(HoldState.RELEASED));
    assertFalse(renews(a, first));
    Lease others = takes(b, LONG);
    a.release(first);
    isStored(others);
  }

  @Rule({"LEASE-05", "LEASE-06"})
  @Test
  void anotherProcessLearnsItByRenewing() {
    Actor a = connect("A");
    Actor other = connect("A");
    Lease lease = takes(a, LONG);
    Lease same = takes(other, LONG);
    a.release(lease);
    assertTrue(same.isHeld());
    assertFalse(renews(other, same));
    assertEquals(HoldState.LOST, same.state());
    assertEquals(Optional.empty(), stored());
  }

  @Rule({"LEASE-04", "LEASE-01"})
  @Test
  void identifiersAreToldApart() {
    Actor a = connect("A");
    List<String> names = List.of("", "a", "A ", "\u00c4\"\\\n\ud83d\ude00");
    Lease lease = takes(a, LONG);
    for (String name : names) {
      NonBlockingLease other = a.client().withIdentifier(name).nonBlockingLease(path(), LONG);
      assertEquals(Optional.empty(), asks(a, other));
    }
    a.release(lease);
    for (String name : names) {
      NonBlockingLease other = a.client().withIdentifier(name).nonBlockingLease(path(), LONG);
      Lease taken = asks(a, other).orElseThrow();
      assertEquals(Optional.of(name), holder(a));
      isRefused(a);
      assertEquals(taken.fencingToken(), asks(a, other).orElseThrow().fencingToken());
      a.release(taken);
    }
  }

  // ---- renewing and releasing

  @Rule("LEASE-06")
  @Requires(Capability.JUMP_WALL_CLOCK)
  @Test
  void aRenewalExtendsFromNow() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease lease = takes(a, LONG);
    Instant end = lease.expiresAt();
    harness().jumpWallClock(Duration.ofSeconds(2));
    assertTrue(renews(a, lease));
    assertTrue(lease.expiresAt().isAfter(end));
    assertFalse(lease.expiresAt().isBefore(end.plusSeconds(2)), () -> say(lease));
    isStored(lease);
    isRefused(b);
    a.release(lease);
    assertFalse(renews(a, lease));
    assertEquals(HoldState.RELEASED, lease.state());
    assertEquals(Optional.empty(), stored());
  }

  @Rule({"LEASE-09", "LEASE-10"})
  @Test
  void aReleaseIsDoneOnce() {
    Actor a = connect("A");
    Lease lease = takes(a, LONG);
    Lease next = releasesAndAsksAgain(a, lease);
    a.release(lease);
    a.run("closes", lease::close);
    assertEquals(HoldState.RELEASED, lease.state());
    assertEquals(HoldState.HELD, next.state());
    isStored(next);
  }

  /** What is asked behind it takes as many writes as the release. */
  @Rule({"LEASE-09", "LEASE-14", "LEASE-02"})
  @Requires(Capability.LOSE_REQUEST)
  @Test
  void whatIsAskedBehindAReleaseIsGrantedWhicheverMessageIsLost() {
    Actor a = connect("A");
    Lease lease = takes(a, LONG);
    for (int lost = 1; lost <= 2 * harness().leaseWrite(); lost++) {
      a.loseWrite(lost);
      Lease next = releasesAndAsksAgain(a, lease);
      assertEquals(HoldState.HELD, next.state());
      isStored(next);
      lease = next;
    }
  }

  private Lease releasesAndAsksAgain(Actor a, Lease lease) {
    Lease[] next = {null};
    a.run(
        "releases and asks again",
        () -> {
          var unused = lease.releaseAsync();
          next[0] = stage().own(a, lease(a, LONG).tryAcquire().orElseThrow());
        });
    assertTrue(next[0].fencingToken() > lease.fencingToken());
    return next[0];
  }

  @Rule("LEASE-09")
  @Test
  void aReleaseComesBeforeTheClose() {
    Actor a = connect("A");
    Lease lease = takes(a, LONG);
    a.run(
        "releases and closes",
        () -> {
          var unused = lease.releaseAsync();
          a.client().close();
        });
    assertEquals(HoldState.RELEASED, lease.state());
    isStored(takes(connect("B"), LONG));
  }

  // ---- the end of clients

  @Rule("LEASE-08")
  @Test
  void aLeaseOutlivesItsClient() {
    Actor a = connect("A");
    Actor b = connect("B");
    CoordinationClient view = a.client().withIdentifier("V");
    Lease seen = asks(a, view.nonBlockingLease(path("view"), LONG)).orElseThrow();
    view.close();
    assertEquals("V", store().lease(path("view")).orElseThrow().holder());
    assertTrue(seen.isHeld());
    Lease lease = takes(a, LONG);
    a.run("closes", a.client()::close);
    assertTrue(lease.isHeld());
    isRefused(b);
    assertThrows(IllegalStateException.class, lease::renew);
    assertThrows(IllegalStateException.class, lease::release);
    assertFalse(lease.isHeld());
    assertEquals("A", stored().orElseThrow().holder());
    Actor again = connect("A");
    assertEquals(lease.fencingToken(), takes(again, LONG).fencingToken());
  }

  @Rule({"LEASE-15", "CLIENT-08"})
  @Test
  void nothingIsAskedThroughAClosedClient() {
    Actor a = connect("A");
    NonBlockingLease lease = lease(a, LONG);
    a.run("closes", a.client()::close);
    for (Runnable call : List.<Runnable>of(lease::tryAcquire, lease::holder)) {
      assertInstanceOf(IllegalStateException.class, a.fails("asks", call));
    }
    assertThrows(IllegalStateException.class, () -> lease(a, LONG));
    assertEquals(LONG, lease.duration());
    assertEquals(path(), lease.path());
  }
}
