package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.ConnectionState;
import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import dev.coordination.LockingQueue;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.tck.StoreInspector.Item;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * That a claim is a hold: the rules HOLD, SESSION and TIME, for claimed items.
 *
 * <p>A claim is no {@link HoldRecipe}, so the tests of {@link EveryHold} do not run against it and
 * have counterparts here. They stand on a {@link Line}: whoever asks shows in the store at once, is
 * granted in that order, keeps its place and often its token, and leaves a free path behind. Those
 * who wait for an item are no line, and which of them gets it is open; without an item there is
 * nothing to hold; a claim's path has other claims beside it; and no take of a claim returns a
 * future.
 */
abstract class ClaimRules extends ShelfFaultRules {

  private final ClaimJudge judge = new ClaimJudge();

  final LockingQueue<String> queue(Actor actor) {
    return actor.client().lockingQueue(path("queue"), Codec.utf8());
  }

  @Override
  final List<Item> stored() {
    return store().lockingItems(path("queue"));
  }

  @Override
  final String shelfPath() {
    return path("queue") + "/entries";
  }

  @Override
  final <T> Shelf<T> shelf(Actor actor, Codec<T> codec) {
    LockingQueue<T> queue = actor.client().lockingQueue(path("queue"), codec);
    return new Shelf<>() {
      @Override
      public String put(T value, int priority) {
        return queue.put(value, priority);
      }

      @Override
      public List<String> putAll(Collection<T> values, int priority) {
        return queue.putAll(values, priority);
      }

      @Override
      public CompletableFuture<String> putAsync(T value, int priority) {
        return queue.putAsync(value, priority);
      }

      @Override
      public int size() {
        return queue.size();
      }

      @Override
      public Optional<T> next() {
        Optional<ClaimedItem<T>> claim = queue.poll();
        claim.ifPresent(ClaimedItem::consume);
        return claim.map(ClaimedItem::value);
      }
    };
  }

  // ---- for the tests

  final ClaimedItem<String> report(Actor actor, ClaimedItem<String> claim) {
    return stage().own(actor, judge.claimed(claim));
  }

  /** Starts a take that may wait. */
  final Call<ClaimedItem<String>> start(Actor actor) {
    return actor.start("takes", () -> report(actor, queue(actor).take()));
  }

  /** Starts a take, and returns when it waits. */
  final Call<ClaimedItem<String>> enqueue(Actor actor) {
    Call<ClaimedItem<String>> wait = start(actor);
    waits(wait);
    return wait;
  }

  final ClaimedItem<String> take(Actor actor) {
    return await(start(actor));
  }

  final Optional<ClaimedItem<String>> poll(Actor actor) {
    return actor.call("polls", () -> queue(actor).poll().map(claim -> report(actor, claim)));
  }

  /** Fails unless the claim is believed, on this item, and the store agrees. */
  final void isHeld(ClaimedItem<String> claim, String value) {
    settle();
    assertEquals(HoldState.HELD, claim.state(), () -> say(claim));
    assertEquals(value, claim.value());
    assertEquals(claim.fencingToken(), claimOn(value), "the claim in the store");
  }

  /** The token of the claim that stands on an item; 0 if there is none. */
  final long claimOn(String value) {
    return item(value).claim();
  }

  final Item item(String value) {
    return stored().stream()
        .filter(one -> text(one).equals(value))
        .findAny()
        .orElseThrow(() -> new AssertionError(value + " is not among " + storedTexts()));
  }

  final void becomesFree(String value) {
    eventually(() -> value + " stays claimed", () -> claimOn(value) == 0);
  }

  final void deleteClaim(ClaimedItem<String> claim) {
    stage().uses(Capability.DELETE_BY_HAND);
    judge.endedByHand(claim.fencingToken());
    store().deleteClaim(path("queue"), item(claim.value()).name());
  }

  final void excuse(ClaimedItem<String> claim) {
    judge.endedByHand(claim.fencingToken());
  }

  // ---- the end of a claim

  @Rule({"LQUEUE-04", "LQUEUE-02", "LQUEUE-03", "HOLD-11", "HOLD-12"})
  @Test
  void aReleasedItemIsBackInItsOldPlace() {
    Actor a = connect("A");
    put(a, "one");
    put(a, "two");
    put(a, "urgent", 3);
    List<Item> before = stored();
    ClaimedItem<String> claim = take(a);
    isHeld(claim, "urgent");
    assertEquals(3, claim.priority());
    a.release(claim);
    assertEquals(HoldState.RELEASED, claim.state());
    assertEquals(0, claimOn("urgent"));
    assertEquals(
        before.stream().map(Item::name).toList(), stored().stream().map(Item::name).toList());
    ClaimedItem<String> again = take(connect("B"));
    isHeld(again, "urgent");
    a.release(claim);
    isHeld(again, "urgent");
  }

  @Rule({"LQUEUE-04", "LQUEUE-02", "SESSION-01"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void theEndOfTheSessionGivesItsItemsBack() {
    Actor a = connect("A");
    put(a, "one");
    put(a, "two");
    ClaimedItem<String> one = take(a);
    ClaimedItem<String> two = take(a);
    Actor b = connect("B");
    Call<ClaimedItem<String>> wait = enqueue(b);
    excuse(one);
    excuse(two);
    renewSession(a);
    reaches(one, HoldState.LOST);
    reaches(two, HoldState.LOST);
    ClaimedItem<String> next = await(wait);
    isHeld(next, "one");
    assertTrue(next.fencingToken() > one.fencingToken(), () -> say(next));
    isHeld(take(b), "two");
  }

  @Rule({"LQUEUE-04", "LQUEUE-01", "HOLD-02", "HOLD-03"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_BY_TIME})
  @Test
  void aClaimIsLostBeforeItsItemIsClaimedAnew() {
    Actor a = connect("A");
    put(a, "one");
    ClaimedItem<String> claim = take(a);
    Call<ClaimedItem<String>> wait = enqueue(connect("B"));
    a.cutLink();
    reaches(claim, HoldState.SUSPECT);
    assertTrue(claim.isHeld());
    a.expireByTime();
    ClaimedItem<String> next = await(wait);
    assertEquals(HoldState.LOST, claim.state());
    isHeld(next, "one");
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    assertEquals(HoldState.LOST, claim.state());
    a.release(claim);
    isHeld(next, "one");
  }

  @Rule({"LQUEUE-04", "LQUEUE-08"})
  @Requires(Capability.KILL)
  @Test
  void theDeadGiveTheirItemsBack() {
    Actor a = connect("A");
    Actor b = connect("B");
    put(a, "one");
    put(a, "two");
    isHeld(take(a), "one");
    isHeld(take(b), "two");
    Call<ClaimedItem<String>> wait = enqueue(b);
    a.kill();
    stage().within(session(1).plus(stage().promptly()), wait::describe, wait::isDone);
    isHeld(wait.result(), "one");
  }

  @Rule({"LQUEUE-01", "HOLD-01", "HOLD-02"})
  @Requires(Capability.FREEZE)
  @Test
  void whoSleptThroughHisSessionHasNothing() {
    Actor a = connect("A");
    put(a, "one");
    ClaimedItem<String> claim = take(a);
    Call<ClaimedItem<String>> wait = enqueue(connect("B"));
    a.freeze();
    stage().within(session(1).plus(stage().promptly()), wait::describe, wait::isDone);
    assertEquals(HoldState.LOST, claim.state());
    isHeld(wait.result(), "one");
    a.thaw();
    settle();
    assertEquals(HoldState.LOST, claim.state());
  }

  @Rule({"LQUEUE-02", "SESSION-04", "HOLD-04", "HOLD-05", "HOLD-06"})
  @Requires(Capability.CUT_LINK)
  @Test
  void aBlipIsSurvivedByAClaim() {
    Actor a = connect("A");
    put(a, "one");
    ClaimedItem<String> claim = take(a);
    long token = claim.fencingToken();
    Recorder<HoldState> states = states(claim);
    a.cutLink();
    reaches(claim, HoldState.SUSPECT);
    Duration left = claim.remaining();
    assertTrue(!left.isZero() && left.compareTo(harness().sessionTimeout()) <= 0);
    a.restoreLink();
    reaches(claim, HoldState.HELD);
    advance(session(1.2));
    isHeld(claim, "one");
    assertEquals(token, claim.fencingToken());
    assertTrue(!states.wasTold(HoldState.LOST), states::toString);
    assertTrue(poll(connect("B")).isEmpty());
  }

  @Rule({"LQUEUE-02", "LQUEUE-04", "HOLD-08"})
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void aClaimDeletedByHandIsLost() {
    Actor a = connect("A");
    put(a, "one");
    ClaimedItem<String> claim = take(a);
    Recorder<HoldState> states = states(claim);
    deleteClaim(claim);
    stage()
        .within(
            harness().virtualTime() ? session(0.5) : stage().promptly(),
            () -> say(claim),
            () -> states.endsWith(HoldState.LOST));
    ClaimedItem<String> next = take(connect("B"));
    isHeld(next, "one");
    a.release(claim);
    isHeld(next, "one");
  }

  @Rule({"LQUEUE-02", "LQUEUE-04", "HOLD-14", "HOLD-15", "HOLD-16"})
  @Requires({Capability.CUT_LINK, Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aReleaseArrivesWhateverIsLost() {
    Actor a = connect("A");
    put(a, "one");
    for (Consumer<Actor> fault :
        List.<Consumer<Actor>>of(x -> x.loseReplyOfWrite(1), x -> x.loseWrite(1), Actor::cutLink)) {
      ClaimedItem<String> claim = take(a);
      fault.accept(a);
      claim.releaseAsync();
      assertEquals(HoldState.RELEASED, claim.state());
      a.restoreLink();
      becomesFree("one");
      reaches(a, ConnectionState.CONNECTED);
    }
    ClaimedItem<String> last = take(a);
    last.releaseAsync();
    assertTrue(poll(a).isPresent(), "what was released before is free for what comes after");
  }

  @Rule({"LQUEUE-01", "LQUEUE-02", "LQUEUE-04", "HOLD-12"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aReleaseWithoutReplyTouchesNoSuccessor() {
    Actor a = connect("A");
    Actor b = connect("B");
    put(a, "one");
    for (Consumer<Actor> fault :
        List.<Consumer<Actor>>of(x -> x.loseReplyOfWrite(1), x -> x.loseWrite(1))) {
      ClaimedItem<String> claim = take(a);
      Call<ClaimedItem<String>> wait = enqueue(b);
      fault.accept(a);
      claim.releaseAsync();
      ClaimedItem<String> next = await(wait);
      reaches(a, ConnectionState.CONNECTED);
      advance(session(0.5));
      isHeld(next, "one");
      b.release(next);
    }
  }

  @Rule({"LQUEUE-07", "LQUEUE-04"})
  @Test
  void whatOthersHaveGivenBackIsServedFirst() {
    Actor a = connect("A");
    Actor b = connect("B");
    put(a, "one");
    put(a, "two");
    put(a, "three");
    ClaimedItem<String> first = take(b);
    isHeld(first, "one");
    isHeld(take(a), "two"); // A has seen that one was taken
    b.release(first);
    isHeld(take(a), "one");
    isHeld(poll(a).orElseThrow(), "three");
  }

  @Rule({"LQUEUE-04", "CLIENT-04"})
  @Test
  void closeGivesEverythingBack() {
    Actor a = connect("A");
    put(a, "one");
    put(a, "two");
    List<ClaimedItem<String>> claims = List.of(take(a), take(a));
    Actor b = connect("B");
    Call<ClaimedItem<String>> wait = enqueue(b);
    a.run("closes", a.client()::close);
    claims.forEach(claim -> assertEquals(HoldState.RELEASED, claim.state()));
    List<ClaimedItem<String>> next = List.of(await(wait), take(b));
    next.forEach(claim -> isHeld(claim, claim.value()));
    Set<String> values = next.stream().map(ClaimedItem::value).collect(Collectors.toSet());
    assertEquals(Set.of("one", "two"), values);
  }

  /** Nobody can know it in a later session: it is not said to be done, and the claim was lost. */
  @Rule({"LQUEUE-05", "ERR-05", "HOLD-03"})
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void anUnknownConsumptionIsNoSuccessLater() {
    Actor a = connect("A");
    put(a, "one");
    ClaimedItem<String> claim = take(a);
    a.loseReplyOfWrite(1);
    a.cutLinkWhenItBreaks();
    Call<?> consume = a.startRun("consumes", claim::consume);
    eventually(() -> "not consumed: " + storedTexts(), () -> stored().isEmpty());
    a.expireNow();
    a.restoreLink();
    assertInstanceOf(OutcomeUnknownException.class, a.failure(consume));
    eventually(() -> say(claim), () -> claim.state() == HoldState.LOST);
    assertInstanceOf(HoldLostException.class, a.fails("consumes again", claim::consume));
    assertEquals(HoldState.LOST, claim.state(), () -> say(claim));
  }
}
