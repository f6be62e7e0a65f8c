package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import dev.coordination.LockingQueue;
import dev.coordination.MalformedDataException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Deadline;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The locking queue against a store that does what a test wants. */
final class LockingQueueTest {

  private static final String PATH = "/l";
  private static final String TAKEN = Layout.taken(PATH);
  private static final String ENTRIES = Layout.entries(PATH);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");
  private final ScopedClient hasty = world.connect("hasty", Duration.ofSeconds(2));
  private final LockingQueue<String> queue = a.lockingQueue(PATH, Codec.utf8());
  private final LockingQueue<String> other = b.lockingQueue(PATH, Codec.utf8());

  @Test
  void itemsAreClaimedInTheirOrderAndConsumedOnce() {
    queue.putAll(List.of("one", "two"));
    queue.put("urgent", 1);
    ClaimedItem<String> first = queue.poll().orElseThrow();
    ClaimedItem<String> second = other.poll().orElseThrow();
    ClaimedItem<String> third = queue.poll().orElseThrow();
    assertThat(List.of(first.value(), second.value(), third.value()))
        .containsExactly("urgent", "one", "two");
    assertThat(first.priority()).isEqualTo(1);
    assertThat(other.poll()).isEmpty();
    assertThat(queue.size()).isEqualTo(3);
    first.consume();
    first.consume();
    assertThat(first.state()).isEqualTo(HoldState.RELEASED);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(world.zooKeeper.children(TAKEN)).hasSize(2);
  }

  @Test
  void aReleasedItemIsThereInItsOldPlaceForOthersAndForUs() {
    queue.putAll(List.of("one", "two", "three"));
    ClaimedItem<String> first = queue.poll().orElseThrow();
    ClaimedItem<String> second = other.poll().orElseThrow();
    first.release();
    ClaimedItem<String> again = other.poll().orElseThrow();
    assertThat(again.value()).isEqualTo("one");
    assertThat(again.fencingToken()).isGreaterThan(first.fencingToken());
    second.release();
    assertThat(queue.poll().orElseThrow().value()).isEqualTo("two");
    assertThat(queue.poll().orElseThrow().value()).isEqualTo("three");
    assertThatThrownBy(first::consume).isInstanceOf(HoldLostException.class);
    assertThat(queue.size()).isEqualTo(3);
  }

  @Test
  void theClaimsOfOneWhoDiesWakeThoseWhoWait() {
    queue.put("one");
    ClaimedItem<String> held = queue.poll().orElseThrow();
    CompletableFuture<ClaimedItem<String>> waiting = claim(other, Set.of());
    assertThat(waiting).isNotDone();
    world.of(a).expireNow();
    assertThat(held.state()).isEqualTo(HoldState.LOST);
    assertThat(waiting.join().value()).isEqualTo("one");
    assertThatThrownBy(held::consume).isInstanceOf(HoldLostException.class);
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aReleaseWakesOneWhoWaits() {
    queue.put("one");
    ClaimedItem<String> held = queue.poll().orElseThrow();
    CompletableFuture<ClaimedItem<String>> waiting = claim(other, Set.of());
    held.release();
    assertThat(waiting.join().value()).isEqualTo("one");
    assertThat(world.zooKeeper.children(Layout.waiting(PATH))).isEmpty();
  }

  @Test
  void aClaimDeletedByHandIsLost() {
    queue.put("one");
    ClaimedItem<String> held = queue.poll().orElseThrow();
    world.zooKeeper.delete(TAKEN + "/" + world.zooKeeper.children(TAKEN).get(0));
    assertThat(held.state()).isEqualTo(HoldState.LOST);
    ClaimedItem<String> next = other.poll().orElseThrow();
    held.release();
    assertThat(next.state()).isEqualTo(HoldState.HELD);
    next.consume();
    assertThat(queue.size()).isZero();
  }

  @Test
  void aClaimThatIsDeletedBeforeItIsWatchedIsLostAndLeavesNoWatch() {
    queue.put("one");
    world.zooKeeper.delay(Duration.ofMillis(10));
    CompletableFuture<ClaimedItem<String>> claimed = claim(queue, Set.of());
    for (int i = 0; !claimed.isDone(); i++) {
      assertThat(i).as("ms until it is granted").isLessThan(200);
      world.zooKeeper.advance(Duration.ofMillis(1));
    }
    world.zooKeeper.delete(TAKEN + "/" + world.zooKeeper.children(TAKEN).get(0));
    world.zooKeeper.advance(Duration.ofMillis(100));
    assertThat(claimed.join().state()).isEqualTo(HoldState.LOST);
    assertThat(world.of(a).watches()).isZero();
  }

  @Test
  void aLostReplyToAClaimIsResolved() {
    queue.put("one");
    CompletableFuture<ClaimedItem<String>> claimed = new CompletableFuture<>();
    world.of(a).dropWriteReply(1);
    var unused = claim(queue, Set.of()).thenAccept(claimed::complete);
    assertThat(claimed).isCompleted();
    assertThat(world.zooKeeper.children(TAKEN)).hasSize(1);
    claimed.join().consume();
    assertThat(queue.size()).isZero();
  }

  @Test
  void anAttemptThatLosesItsReplyFailsAndLeavesNoClaim() {
    queue.put("one");
    world.of(a).dropWriteReply(1);
    assertThatThrownBy(queue::poll).isInstanceOf(ServiceUnavailableException.class);
    assertThat(world.zooKeeper.children(TAKEN)).isEmpty();
    assertThat(other.poll()).isPresent();
  }

  @Test
  void aLostReplyToAConsumptionIsResolved() {
    queue.putAll(List.of("one", "two"));
    ClaimedItem<String> held = queue.poll().orElseThrow();
    world.of(a).dropWriteReply(1);
    held.consume();
    assertThat(held.state()).isEqualTo(HoldState.RELEASED);
    assertThat(queue.size()).isEqualTo(1);
    assertThat(world.zooKeeper.children(TAKEN)).isEmpty();
  }

  @Test
  @Timeout(30)
  void aConsumptionThatTurnsOutToHaveBeenAppliedEndsTheClaim() {
    queue.put("one");
    ClaimedItem<String> held = hasty.lockingQueue(PATH, Codec.utf8()).poll().orElseThrow();
    consumeUntilLate(held);
    world.of(hasty).restoreLink();
    assertThat(world.zooKeeper.children(ENTRIES)).isEmpty();
    assertThat(held.state()).isEqualTo(HoldState.RELEASED);
    held.consume();
  }

  @Test
  @Timeout(30)
  void aConsumptionThatIsRepeatedBeforeTheFirstIsResolvedAgreesWithIt()
      throws InterruptedException, ExecutionException, TimeoutException {
    queue.put("one");
    ClaimedItem<String> held = hasty.lockingQueue(PATH, Codec.utf8()).poll().orElseThrow();
    consumeUntilLate(held);
    FutureTask<Boolean> again = new FutureTask<>(held::consume, true);
    Thread caller = new Thread(again, "caller");
    caller.start();
    while (caller.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    world.of(hasty).restoreLink();
    assertThat(again.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(held.state()).isEqualTo(HoldState.RELEASED);
  }

  @Test
  void aLostRequestToConsumeIsRepeated() {
    queue.putAll(List.of("one", "two"));
    ClaimedItem<String> held = queue.poll().orElseThrow();
    world.of(a).dropWriteRequest(1);
    held.consume();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aReleaseThatIsRepeatedDoesNotTouchASuccessor() {
    queue.put("one");
    ClaimedItem<String> held = queue.poll().orElseThrow();
    CompletableFuture<ClaimedItem<String>> waiting = claim(other, Set.of());
    world.of(a).dropWriteReply(1);
    held.release();
    ClaimedItem<String> next = waiting.join();
    assertThat(next.state()).isEqualTo(HoldState.HELD);
    assertThat(world.zooKeeper.children(TAKEN)).hasSize(1);
    next.consume();
  }

  @Test
  void aReleaseWithoutALinkIsMadeUpFor() {
    queue.put("one");
    ClaimedItem<String> held = queue.poll().orElseThrow();
    world.of(a).cutLink();
    held.release();
    assertThat(other.poll()).isEmpty();
    world.of(a).restoreLink();
    assertThat(other.poll()).isPresent();
  }

  @Test
  void avoidedItemsAreLeftToOthers() {
    List<String> names = queue.putAll(List.of("poison", "good"));
    assertThat(claim(queue, Set.of(names.get(0))).join().value()).isEqualTo("good");
    CompletableFuture<ClaimedItem<String>> waiting = claim(queue, Set.copyOf(names));
    assertThat(waiting).isNotDone();
    assertThat(other.poll().orElseThrow().value()).isEqualTo("poison");
  }

  @Test
  void oneWhoWaitsBehindAnotherThatAvoidsTheItemGetsIt() {
    List<String> names = queue.putAll(List.of("poison"));
    CompletableFuture<ClaimedItem<String>> avoiding = claim(queue, Set.copyOf(names));
    ClaimedItem<String> held = other.poll().orElseThrow();
    CompletableFuture<ClaimedItem<String>> waiting =
        claim(world.connect("c").lockingQueue(PATH, Codec.utf8()), Set.of());
    held.release();
    world.zooKeeper.advance(Duration.ofSeconds(2));
    assertThat(waiting.join().value()).isEqualTo("poison");
    assertThat(avoiding).isNotDone();
  }

  @Test
  void claimsOfKazooAreRespectedAndNotTouched() {
    List<String> names = queue.putAll(List.of("one", "two"));
    world.zooKeeper.create(TAKEN, new byte[0]);
    world.zooKeeper.create(TAKEN + "/" + names.get(0), Layout.encode("0".repeat(32)));
    ClaimedItem<String> held = queue.poll().orElseThrow();
    assertThat(held.value()).isEqualTo("two");
    assertThat(queue.poll()).isEmpty();
    // Somebody takes our claim away, and kazoo makes one of its own.
    world.of(a).freeze();
    world.zooKeeper.delete(TAKEN + "/" + names.get(1));
    world.zooKeeper.create(TAKEN + "/" + names.get(1), Layout.encode("0".repeat(32)));
    CompletableFuture<Void> consumption = ((EngineClaimedItem<String>) held).consumeInStore();
    world.of(a).thaw();
    assertThat(consumption).isCompletedExceptionally();
    assertThat(held.state()).isEqualTo(HoldState.LOST);
    assertThat(world.zooKeeper.children(TAKEN)).containsExactlyElementsOf(names);
    assertThat(queue.size()).isEqualTo(2);
  }

  @Test
  void aClaimIsCoveredByTheHeartbeat() {
    queue.put("one");
    ClaimedItem<String> held = queue.poll().orElseThrow();
    world.zooKeeper.advance(Duration.ofMinutes(1));
    assertThat(held.state()).isEqualTo(HoldState.HELD);
    world.of(a).silenceLink();
    world.zooKeeper.advance(Duration.ofSeconds(12));
    assertThat(held.state()).isEqualTo(HoldState.LOST);
  }

  @Test
  void aTimedOutClaimLeavesNothing() {
    Deadline deadline = Deadline.after(world.of(a).transport().scheduler(), Duration.ofSeconds(3));
    var waiting = ((EngineLockingQueue<String>) queue).enqueue(deadline, Set.of());
    world.zooKeeper.advance(Duration.ofSeconds(3));
    assertThat(waiting.join()).isEmpty();
    assertThat(world.zooKeeper.children(Layout.waiting(PATH))).isEmpty();
    assertThat(world.zooKeeper.children(TAKEN)).isEmpty();
  }

  @Test
  void exhaustedNumbersAreRefusedAndNothingIsLeft() {
    world.zooKeeper.create(PATH, new byte[0]);
    world.zooKeeper.create(ENTRIES, new byte[0]);
    world.zooKeeper.nextSequence(ENTRIES, Integer.MIN_VALUE);
    assertThatThrownBy(() -> queue.put("one")).isInstanceOf(MalformedDataException.class);
    assertThat(world.zooKeeper.children(ENTRIES)).isEmpty();
  }

  @Test
  void fortyClientsClaimFortyItemsOnceEach() {
    List<CompletableFuture<ClaimedItem<String>>> claims = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      claims.add(claim(world.connect("w" + i).lockingQueue(PATH, Codec.utf8()), Set.of()));
    }
    List<String> items = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      items.add("item " + i);
    }
    queue.putAll(items);
    assertThat(claims.stream().map(CompletableFuture::join).map(ClaimedItem::value))
        .containsExactlyInAnyOrderElementsOf(items);
  }

  /** It is applied, the reply is lost with the link, and the caller's time is up. */
  private void consumeUntilLate(ClaimedItem<String> held) {
    world.of(hasty).dropWriteReply(1);
    world.of(hasty).cutLinkWhenItBreaks();
    CompletableFuture<Void> consumption = CompletableFuture.runAsync(held::consume);
    while (!world.zooKeeper.children(ENTRIES).isEmpty()) {
      Thread.onSpinWait();
    }
    world.zooKeeper.advance(Duration.ofSeconds(2));
    assertThat(consumption)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(OutcomeUnknownException.class);
  }

  private static CompletableFuture<ClaimedItem<String>> claim(
      LockingQueue<String> from, Set<String> avoided) {
    return ((EngineLockingQueue<String>) from)
        .enqueue(Deadline.NEVER, avoided)
        .asFuture(Runnable::run);
  }
}
