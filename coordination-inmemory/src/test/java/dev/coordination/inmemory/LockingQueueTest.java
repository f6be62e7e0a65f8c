package dev.coordination.inmemory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import dev.coordination.LockingQueue;
import dev.coordination.NotPermittedException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Claims, and what ends them. */
class LockingQueueTest {

  private static final String PATH = "/orders";
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
  private final InMemoryStore store = space.store();
  private final CoordinationClient alice = space.connect("alice", SESSION);
  private final CoordinationClient bob = space.connect("bob", SESSION);
  private final LockingQueue<String> hers = alice.lockingQueue(PATH, Codec.utf8());
  private final LockingQueue<String> his = bob.lockingQueue(PATH, Codec.utf8());

  private static ClaimedItem<String> now(LockingQueue<String> queue) {
    return queue.poll().orElseThrow();
  }

  private <T> CompletableFuture<T> inAThread(Supplier<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(call.get());
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    space.track(thread).start();
    space.settle();
    return result;
  }

  private CompletableFuture<ClaimedItem<String>> taking(LockingQueue<String> queue) {
    return inAThread(
        () -> {
          try {
            return queue.take();
          } catch (InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }

  // ---- claiming

  @Test
  void aClaimedItemIsInvisibleUntilItIsConsumed() {
    his.putAll(List.of("one", "two"));
    his.put("urgent", 3);
    ClaimedItem<String> urgent = now(hers);
    ClaimedItem<String> one = now(hers);
    assertThat(urgent.value()).isEqualTo("urgent");
    assertThat(urgent.priority()).isEqualTo(3);
    assertThat(one.value()).isEqualTo("one");
    assertThat(store.claims(PATH)).containsExactly("alice", "alice");
    assertThat(his.size()).isEqualTo(3);
    ClaimedItem<String> two = now(his);
    assertThat(two.value()).isEqualTo("two");
    assertThat(his.poll()).isEmpty();
    List.of(urgent, one, two).forEach(ClaimedItem::consume);
    assertThat(urgent.state()).isEqualTo(HoldState.RELEASED);
    urgent.consume();
    assertThat(his.size()).isZero();
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void aReleasedItemIsAvailableInItsOldPlaceWithALargerToken() {
    his.putAll(List.of("one", "two"));
    ClaimedItem<String> first = now(hers);
    CompletableFuture<ClaimedItem<String>> waiting = taking(his);
    assertThat(waiting.join().value()).isEqualTo("two");
    first.release();
    ClaimedItem<String> again = now(his);
    assertThat(again.value()).isEqualTo("one");
    assertThat(again.fencingToken()).isGreaterThan(first.fencingToken());
    assertThatThrownBy(first::consume).isInstanceOf(HoldLostException.class);
    assertThat(again.state()).isEqualTo(HoldState.HELD);
  }

  @Test
  void whoWaitsGetsAnItemThatComesOrIsGivenBackInTheOrderOfTheCalls() {
    CompletableFuture<ClaimedItem<String>> first = taking(his);
    CompletableFuture<ClaimedItem<String>> second = taking(hers);
    hers.put("one");
    space.settle();
    assertThat(first.join().value()).isEqualTo("one");
    assertThat(second).isNotDone();
    first.join().release();
    space.settle();
    assertThat(second.join().value()).isEqualTo("one");
    assertThat(second.join().fencingToken()).isGreaterThan(first.join().fencingToken());
  }

  @Test
  void tokensIncreaseThoughTheOneWhoWaitedLongerComesLater() {
    CompletableFuture<ClaimedItem<String>> away = taking(hers);
    space.disconnect(alice);
    his.put("one");
    ClaimedItem<String> before = now(his);
    space.reconnect(alice);
    before.release();
    space.settle();
    assertThat(away.join().fencingToken()).isGreaterThan(before.fencingToken());
  }

  @Test
  void anItemThatCannotBeDecodedCanBeConsumed() {
    his.put("one");
    LockingQueue<String> broken =
        alice.lockingQueue(
            PATH,
            new Codec<String>() {
              @Override
              public byte[] encode(String value) {
                return value.getBytes(UTF_8);
              }

              @Override
              public String decode(byte[] bytes) {
                throw new IllegalArgumentException("what is this?");
              }
            });
    ClaimedItem<String> item = now(broken);
    assertThatThrownBy(item::value).hasMessage("what is this?");
    item.consume();
    assertThat(his.size()).isZero();
  }

  @Test
  void whoGivesUpLeavesNothing() {
    CompletableFuture<Optional<ClaimedItem<String>>> poll =
        inAThread(
            () -> {
              try {
                return hers.poll(Duration.ofSeconds(1));
              } catch (InterruptedException e) {
                throw new CompletionException(e);
              }
            });
    assertThat(store.leftovers()).hasSize(1);
    space.advance(Duration.ofSeconds(1));
    assertThat(poll).isCompletedWithValue(Optional.empty());
    assertThat(store.leftovers()).isEmpty();
  }

  // ---- losing

  @Test
  void theEndOfASessionMakesItsItemsAvailable() {
    his.putAll(List.of("one", "two"));
    List<ClaimedItem<String>> claims = List.of(now(hers), now(hers));
    CompletableFuture<ClaimedItem<String>> next = taking(his);
    space.kill(alice);
    space.advance(SESSION.minusMillis(1));
    assertThat(claims).noneMatch(ClaimedItem::isHeld);
    assertThat(next).isNotDone();
    space.advance(Duration.ofMillis(1));
    assertThat(next.join().value()).isEqualTo("one");
    assertThat(now(his).value()).isEqualTo("two");
  }

  @Test
  void aClaimRemovedByHandIsLostAndItsItemAvailable() {
    his.put("one");
    ClaimedItem<String> claim = now(hers);
    store.removeClaim(PATH, 0);
    assertThat(claim.state()).isEqualTo(HoldState.LOST);
    assertThatThrownBy(claim::consume).isInstanceOf(HoldLostException.class);
    assertThat(now(his).value()).isEqualTo("one");
  }

  @Test
  void aClaimThatEndedUnnoticedDoesNotConsume() {
    his.put("one");
    ClaimedItem<String> claim = now(hers);
    space.freeze(alice);
    store.removeClaim(PATH, 0);
    ClaimedItem<String> next = now(his);
    assertThat(claim.state()).isEqualTo(HoldState.HELD);
    CompletableFuture<Boolean> consumed =
        inAThread(
            () -> {
              claim.consume();
              return true;
            });
    space.thaw(alice);
    space.settle();
    assertThatThrownBy(consumed::join).hasCauseInstanceOf(HoldLostException.class);
    assertThat(next.state()).isEqualTo(HoldState.HELD);
    next.consume();
    assertThat(store.items(PATH)).isEmpty();
  }

  @Test
  void anItemRemovedByHandTakesItsClaimAlong() {
    his.putAll(List.of("one", "two"));
    ClaimedItem<String> claim = now(hers);
    store.removeItem(PATH, 0);
    assertThat(claim.state()).isEqualTo(HoldState.LOST);
    assertThatThrownBy(claim::consume).isInstanceOf(HoldLostException.class);
    assertThat(now(hers).value()).isEqualTo("two");
    store.removeAll(PATH);
    assertThat(store.items(PATH)).isEmpty();
    assertThat(store.leftovers()).isEmpty();
  }

  // ---- messages

  @Test
  void aLostMessageNeitherClaimsTwiceNorConsumesTwice() {
    his.putAll(List.of("one", "two", "three", "four"));
    space.loseReplyOfWrite(alice, 1);
    ClaimedItem<String> one = now(hers);
    space.loseWrite(alice, 1);
    ClaimedItem<String> two = now(hers);
    assertThat(List.of(one.value(), two.value())).containsExactly("one", "two");
    assertThat(store.claims(PATH)).hasSize(2);
    List<HoldState> told = Collections.synchronizedList(new ArrayList<>());
    one.onStateChange(Runnable::run, told::add);
    space.loseReplyOfWrite(alice, 1);
    one.consume();
    space.settle();
    assertThat(told).doesNotContain(HoldState.LOST).endsWith(HoldState.RELEASED);
    space.loseWrite(alice, 1);
    two.consume();
    assertThat(store.items(PATH)).hasSize(2);
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void aConsumptionWithoutReplyIsFoundOutAndIsNoLoss() {
    his.put("one");
    ClaimedItem<String> claim = now(hers);
    CompletableFuture<HoldState> end = claim.ended().toCompletableFuture();
    space.disconnectWhenItBreaks(alice);
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<Boolean> consumed =
        inAThread(
            () -> {
              claim.consume();
              return true;
            });
    assertThat(claim.state()).isEqualTo(HoldState.SUSPECT);
    space.advance(Duration.ofSeconds(5));
    space.reconnect(alice);
    space.settle();
    assertThat(consumed).isCompletedWithValue(true);
    assertThat(end).isCompletedWithValue(HoldState.RELEASED);
    assertThat(store.items(PATH)).isEmpty();
  }

  @Test
  void aConsumptionWhoseSessionDiedIsUnknown() {
    his.put("one");
    ClaimedItem<String> claim = now(hers);
    space.disconnectWhenItBreaks(alice);
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<Boolean> consumed =
        inAThread(
            () -> {
              claim.consume();
              return true;
            });
    space.expireSessionByTime(alice);
    space.reconnect(alice);
    space.settle();
    assertThatThrownBy(consumed::join).hasCauseInstanceOf(OutcomeUnknownException.class);
    assertThat(claim.state()).isEqualTo(HoldState.LOST);
    assertThat(store.items(PATH)).isEmpty();
  }

  @Test
  void aConsumptionThatCannotBeSentIsUnavailableOrTooLate() {
    his.put("one");
    ClaimedItem<String> claim = now(hers);
    space.disconnect(alice);
    CompletableFuture<Boolean> consumed =
        inAThread(
            () -> {
              claim.consume();
              return true;
            });
    space.advance(SESSION);
    assertThatThrownBy(consumed::join).hasCauseInstanceOf(ServiceUnavailableException.class);
    assertThat(claim.state()).isEqualTo(HoldState.LOST);
    assertThat(store.items(PATH)).hasSize(1);
  }

  @Test
  void aConsumptionThatIsDeniedChangesNothing() {
    his.put("one");
    ClaimedItem<String> claim = now(hers);
    store.deny(PATH);
    assertThatThrownBy(claim::consume).isInstanceOf(NotPermittedException.class);
    assertThat(claim.state()).isEqualTo(HoldState.HELD);
    assertThat(store.items(PATH)).hasSize(1);
    assertThatThrownBy(his::take).isInstanceOf(NotPermittedException.class);
  }

  // ---- the loop

  @Test
  void aPoisonItemStopsNobodyAndIsTriedAgainAfterAPause() {
    List<String> handled = Collections.synchronizedList(new ArrayList<>());
    his.putAll(List.of("poison", "one", "two"));
    Thread loop = space.track(new Thread(() -> consumeAllBut("poison", handled)));
    loop.start();
    space.settle();
    assertThat(handled).containsExactly("poison", "one", "two");
    space.advance(Duration.ofSeconds(1));
    assertThat(handled).containsExactly("poison", "one", "two", "poison");
    space.advance(Duration.ofSeconds(1));
    his.put("three");
    space.settle();
    assertThat(handled).endsWith("poison", "three");
    alice.close();
    space.settle();
    assertThat(handled).endsWith("end");
    assertThat(store.items(PATH)).hasSize(1);
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void aPoisonItemIsTriedAgainWhileOthersKeepComing() {
    List<String> handled = Collections.synchronizedList(new ArrayList<>());
    his.put("poison");
    Thread loop = space.track(new Thread(() -> consumeAllBut("poison", handled)));
    loop.start();
    for (int i = 0; i < 300; i++) {
      his.put("good");
      space.advance(Duration.ofMillis(500)); // never long enough to find nothing else
    }
    assertThat(Collections.frequency(handled, "good")).isEqualTo(300);
    assertThat(Collections.frequency(handled, "poison")).isEqualTo(3);
    alice.close();
    space.settle();
    assertThat(store.items(PATH)).hasSize(1);
  }

  private void consumeAllBut(String poison, List<String> handled) {
    try {
      hers.consume(
          item -> {
            handled.add(item.value());
            if (item.value().equals(poison)) {
              throw new IllegalStateException("bad");
            }
          });
    } catch (InterruptedException | IllegalStateException e) {
      handled.add("end");
    }
  }
}
