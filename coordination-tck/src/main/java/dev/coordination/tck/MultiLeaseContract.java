package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.HoldState;
import dev.coordination.Lease;
import dev.coordination.MalformedDataException;
import dev.coordination.MultiNonBlockingLease;
import dev.coordination.NonBlockingLease;
import dev.coordination.tck.StoreInspector.StoredLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The rules MLEASE: several leases under one path. */
public abstract class MultiLeaseContract extends LeaseRules {

  private static final int COUNT = 3;

  /** For subclasses. */
  protected MultiLeaseContract() {}

  private MultiNonBlockingLease leases(Actor actor) {
    return actor.client().multiNonBlockingLease(path(), COUNT, LONG);
  }

  private Call<Optional<Lease>> startAny(Actor actor) {
    return actor.start("asks for any", () -> owned(actor, leases(actor).tryAcquireAny()));
  }

  private Call<Optional<Lease>> startAll(Actor actor) {
    return actor.start("asks for all", () -> owned(actor, leases(actor).tryAcquireAll()));
  }

  private Optional<Lease> owned(Actor actor, Optional<Lease> lease) {
    return lease.map(granted -> stage().own(actor, granted));
  }

  private Lease takesAny(Actor actor) {
    return await(startAny(actor)).orElseThrow(() -> new AssertionError("there is " + holders()));
  }

  private Lease takesAll(Actor actor) {
    return await(startAll(actor)).orElseThrow(() -> new AssertionError("there is " + holders()));
  }

  private void isRefusedAny(Actor actor) {
    assertEquals(Optional.empty(), await(startAny(actor)));
  }

  private void isRefusedAll(Actor actor) {
    assertEquals(Optional.empty(), await(startAll(actor)));
  }

  private NonBlockingLease slot(Actor actor, int number) {
    return each(leases(actor)).get(number);
  }

  private static List<NonBlockingLease> each(MultiNonBlockingLease leases) {
    return StreamSupport.stream(leases.spliterator(), false).toList();
  }

  private String slotPath(int number) {
    return path() + "/" + number;
  }

  /** Who has each slot; a dash for nobody. */
  private List<String> holders() {
    return slots().stream().map(slot -> slot.map(StoredLease::holder).orElse("-")).toList();
  }

  private List<Optional<StoredLease>> slots() {
    return IntStream.range(0, COUNT).mapToObj(i -> store().lease(slotPath(i))).toList();
  }

  private List<StoredLease> full() {
    return slots().stream().map(Optional::orElseThrow).toList();
  }

  // ---- any

  @Rule({"MLEASE-01", "MLEASE-03"})
  @Test
  void thereAreAsManyHoldersAsSlots() {
    List<Actor> actors = List.of(connect("A"), connect("B"), connect("C"));
    List<Lease> held = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      Lease lease = takesAny(actors.get(i));
      assertEquals(slotPath(i), lease.path());
      isStored(lease);
      held.add(lease);
    }
    Actor d = connect("D");
    isRefusedAny(d);
    assertEquals(List.of("A", "B", "C"), holders());
    actors.get(1).release(held.get(1));
    Lease freed = takesAny(d);
    assertEquals(slotPath(1), freed.path());
    assertTrue(freed.fencingToken() > held.get(1).fencingToken());
    assertEquals(List.of("A", "D", "C"), holders());
    assertTrue(held.get(0).isHeld() && held.get(2).isHeld());
  }

  @Rule("MLEASE-02")
  @Test
  void anIdentifierKeepsItsSlot() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease lower = takesAny(a);
    Lease upper = takesAny(b);
    assertEquals(slotPath(1), upper.path());
    a.release(lower);
    Lease again = takesAny(b);
    assertEquals(slotPath(1), again.path());
    assertEquals(upper.fencingToken(), again.fencingToken());
    assertEquals(List.of("-", "B", "-"), holders());
    Actor twin = connect("B");
    assertEquals(upper.fencingToken(), takesAny(twin).fencingToken());
    assertEquals(List.of("-", "B", "-"), holders());
    b.release(upper);
    assertFalse(again.isHeld());
    assertEquals(slotPath(0), takesAny(b).path());
  }

  @Rule({"MLEASE-01", "MLEASE-02", "MLEASE-03"})
  @Test
  void whoComesTogetherIsGrantedOneSlotEach() {
    List<Actor> actors = List.of(connect("A"), connect("B"), connect("C"), connect("D"));
    for (int round = 0; round < 3; round++) {
      List<Call<Optional<Lease>>> calls = new ArrayList<>();
      for (Actor actor : actors) {
        calls.add(startAny(actor));
        calls.add(startAny(actor));
      }
      List<Lease> granted = new ArrayList<>();
      calls.forEach(call -> await(call).ifPresent(granted::add));
      List<String> holders = full().stream().map(StoredLease::holder).toList();
      assertEquals(COUNT, holders.stream().distinct().count(), () -> "held by " + holders);
      granted.forEach(this::isStored);
      assertEquals(COUNT, granted.stream().map(Lease::identifier).distinct().count());
      for (Lease lease : granted) {
        actors.get(lease.identifier().charAt(0) - 'A').release(lease);
      }
      assertEquals(List.of("-", "-", "-"), holders());
    }
  }

  // ---- all

  @Rule({"MLEASE-04", "MLEASE-05"})
  @Test
  void allOrNothing() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease one = takesAny(b);
    isRefusedAll(a);
    assertEquals(List.of("B", "-", "-"), holders());
    b.release(one);
    Lease all = takesAll(a);
    assertEquals(path(), all.path());
    assertEquals(List.of("A", "A", "A"), holders());
    isWhatIsStored(all);
    isRefusedAll(b);
    isRefusedAny(b);
    assertTrue(renews(a, all));
    isWhatIsStored(all);
    a.release(all);
    assertEquals(List.of("-", "-", "-"), holders());
    assertFalse(renews(a, all));
    assertTrue(takesAll(b).fencingToken() > all.fencingToken());
  }

  private void isWhatIsStored(Lease all) {
    long token = full().stream().mapToLong(StoredLease::token).max().orElseThrow();
    assertEquals(token, all.fencingToken());
    assertEquals(
        full().stream().map(StoredLease::end).sorted().findFirst().orElseThrow(), all.expiresAt());
  }

  @Rule({"MLEASE-04", "MLEASE-05"})
  @Test
  void ownSlotsAreExtended() {
    Actor a = connect("A");
    NonBlockingLease longer = a.client().nonBlockingLease(slotPath(1), LONG.multipliedBy(2));
    Lease own = asks(a, longer).orElseThrow();
    Lease all = takesAll(a);
    assertEquals(own.fencingToken(), full().get(1).token());
    assertTrue(all.fencingToken() > own.fencingToken());
    assertTrue(own.expiresAt().isAfter(all.expiresAt()), "the earliest end of all");
    isStored(own);
    isWhatIsStored(all);
    Lease again = takesAll(a);
    assertEquals(all.fencingToken(), again.fencingToken());
  }

  @Rule("MLEASE-04")
  @Test
  void ofTwoWhoWantAllOneGetsThem() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int round = 0; round < 5; round++) {
      Call<Optional<Lease>> forA = startAll(a);
      Call<Optional<Lease>> forB = startAll(b);
      Optional<Lease> first = await(forA);
      Optional<Lease> second = await(forB);
      assertTrue(first.isPresent() != second.isPresent(), () -> first + " and " + second);
      String winner = first.isPresent() ? "A" : "B";
      assertEquals(List.of(winner, winner, winner), holders());
      first.ifPresent(a::release);
      second.ifPresent(b::release);
    }
  }

  @Rule("MLEASE-06")
  @Test
  void allEndWithTheFirst() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease all = takesAll(a);
    Lease one = asks(a, slot(a, 1)).orElseThrow();
    Lease other = asks(a, slot(a, 2)).orElseThrow();
    Recorder<HoldState> states = states(all);
    a.release(one);
    assertEquals(HoldState.RELEASED, all.state());
    eventually(() -> "told " + states, () -> states.wasTold(HoldState.RELEASED));
    assertTrue(other.isHeld());
    assertEquals(List.of("A", "-", "A"), holders());
    assertTrue(asks(b, slot(b, 1)).isPresent());
    a.release(all);
    assertEquals(List.of("-", "B", "-"), holders());
    assertFalse(other.isHeld());
  }

  @Rule({"MLEASE-05", "MLEASE-06"})
  @Requires({Capability.DELETE_BY_HAND, Capability.JUMP_WALL_CLOCK})
  @Test
  void allAreRenewedOrNone() {
    Actor a = connect("A");
    Actor b = connect("B");
    Lease all = takesAll(a);
    List<StoredLease> before = full();
    store().deleteAll(slotPath(2));
    Lease others = asks(b, slot(b, 2)).orElseThrow();
    harness().jumpWallClock(Duration.ofSeconds(2));
    assertFalse(renews(a, all));
    assertEquals(HoldState.LOST, all.state());
    assertEquals(before.subList(0, 2), full().subList(0, 2));
    a.release(all);
    assertEquals(List.of("-", "-", "B"), holders());
    isStored(others);
  }

  // ---- what a slot is

  @Rule("MLEASE-07")
  @Test
  void slotsAreLeasesInOrder() {
    Actor a = connect("A");
    Actor b = connect("B");
    List<NonBlockingLease> each = each(leases(a));
    assertEquals(
        List.of(slotPath(0), slotPath(1), slotPath(2)),
        each.stream().map(NonBlockingLease::path).toList());
    assertEquals(path(), leases(a).path());
    assertTrue(each.stream().allMatch(lease -> lease.duration().equals(LONG)));
    Lease last = asks(a, each.get(2)).orElseThrow();
    Lease first = asks(a, each.get(0)).orElseThrow();
    assertEquals(List.of("A", "-", "A"), holders());
    assertEquals(slotPath(1), takesAny(b).path());
    Lease any = takesAny(a);
    assertEquals(first.fencingToken(), any.fencingToken());
    assertEquals(Optional.of("B"), a.call("looks", each.get(1)::holder));
    assertTrue(last.isHeld());
  }

  @Rule("MLEASE-08")
  @Test
  void thereIsASlotAtLeast() {
    Actor a = connect("A");
    for (int count : new int[] {0, -1, Integer.MIN_VALUE, 257, Integer.MAX_VALUE}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> a.client().multiNonBlockingLease(path(), count, LONG));
    }
    Duration tooShort = harness().clockSkew().multipliedBy(2);
    assertThrows(
        IllegalArgumentException.class,
        () -> a.client().multiNonBlockingLease(path(), 1, tooShort));
    MultiNonBlockingLease most = a.client().multiNonBlockingLease(path(), 256, LONG);
    Lease all = a.call("asks for all", most::tryAcquireAll).orElseThrow();
    assertEquals("A", store().lease(slotPath(255)).orElseThrow().holder());
    a.release(all);
    assertEquals(Optional.empty(), store().lease(slotPath(255)));
  }

  @Rule("MLEASE-09")
  @Requires(Capability.WRITE_BY_HAND)
  @Test
  void aSlotThatIsNoLeaseIsLeftAlone() {
    Actor a = connect("A");
    byte[] text = bytes(NO_LEASES.get(1));
    store().writeLease(slotPath(2), text);
    Consumer<Runnable> fails =
        call -> assertInstanceOf(MalformedDataException.class, a.fails("asks", call));
    fails.accept(() -> leases(a).tryAcquireAny());
    fails.accept(() -> leases(a).tryAcquireAll());
    assertArrayEquals(text, store().readLease(slotPath(2)).orElseThrow());
    assertEquals(Optional.empty(), store().lease(slotPath(0)));
  }

  // ---- faults

  @Rule({"MLEASE-10", "MLEASE-04"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aLostMessageTakesNoMoreAndNoLess() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (int n : harness().virtualTime() ? List.of(1, 2, 3, 4, 5, 6) : List.of(2, 4)) {
      for (Consumer<Actor> fault :
          List.<Consumer<Actor>>of(x -> x.loseWrite(n), x -> x.loseReplyOfWrite(n))) {
        fault.accept(a);
        goesThrough(a, b);
      }
    }
  }

  private void goesThrough(Actor a, Actor b) {
    reaches(a, ConnectionState.CONNECTED);
    Lease any = takesAny(a);
    assertEquals(List.of("A", "-", "-"), holders());
    reaches(a, ConnectionState.CONNECTED);
    Lease all = takesAll(a);
    assertEquals(List.of("A", "A", "A"), holders());
    isWhatIsStored(all);
    isRefusedAny(b);
    a.release(all);
    assertEquals(List.of("-", "-", "-"), holders());
    assertFalse(any.isHeld());
  }

  @Rule({"MLEASE-01", "MLEASE-03"})
  @Requires(Capability.KILL)
  @Test
  void theSlotOfADeadProcessComesBack() {
    Actor a = connect("A");
    Actor b = connect("B");
    MultiNonBlockingLease one = a.client().multiNonBlockingLease(path(), 1, brief());
    Lease lease = owned(a, a.call("asks", one::tryAcquireAny)).orElseThrow();
    a.kill();
    MultiNonBlockingLease same = b.client().multiNonBlockingLease(path(), 1, LONG);
    assertEquals(Optional.empty(), b.call("asks", same::tryAcquireAny));
    eventually(
        () -> "the slot does not come back",
        () -> {
          boolean granted = owned(b, b.call("asks", same::tryAcquireAny)).isPresent();
          assertFalse(granted && lease.isHeld(), () -> "overlaps " + say(lease));
          return granted;
        });
    assertTrue(store().lease(slotPath(0)).orElseThrow().token() > lease.fencingToken());
  }
}
