package dev.coordination.inmemory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedQueue;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What becomes of items whose messages are lost. */
class QueueFaultsTest {

  private static final String PATH = "/mails";
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
  private final InMemoryStore store = space.store();
  private final CoordinationClient alice = space.connect("alice", SESSION);
  private final CoordinationClient bob = space.connect("bob", SESSION);
  private final DistributedQueue<String> hers = alice.queue(PATH, Codec.utf8());
  private final DistributedQueue<String> his = bob.queue(PATH, Codec.utf8());

  private static void assertUnknown(CompletableFuture<?> call, byte[] payload) {
    assertThatThrownBy(call::join)
        .hasCauseInstanceOf(OutcomeUnknownException.class)
        .extracting(Throwable::getCause)
        .extracting(
            e -> ((OutcomeUnknownException) e).payload(), InstanceOfAssertFactories.OPTIONAL)
        .contains(payload);
  }

  @Test
  void whateverIsLostAnItemIsThereOnce() {
    space.loseWrite(alice, 1);
    hers.put("one");
    space.loseReplyOfWrite(alice, 1);
    hers.putAll(List.of("two", "three"));
    assertThat(store.items(PATH)).hasSize(3);
    space.loseWrite(alice, 1);
    assertThat(hers.poll()).contains("one");
    space.loseReplyOfWrite(alice, 1);
    assertThat(hers.poll()).contains("two");
    assertThat(store.items(PATH)).hasSize(1);
    assertThat(hers.poll()).contains("three");
    assertThat(hers.poll()).isEmpty();
  }

  @Test
  void whatOnePutsInOrderStandsInOrderThoughTheFirstIsLost() {
    space.disconnectWhenItBreaks(alice);
    space.loseWrite(alice, 1);
    List<CompletableFuture<String>> puts =
        List.of(hers.putAsync("one"), hers.putAsync("two"), hers.putAsync("three"));
    his.put("his");
    space.reconnect(alice);
    space.settle();
    assertThat(puts).allMatch(CompletableFuture::isDone);
    assertThat(List.of(his.poll(), his.poll(), his.poll(), his.poll()))
        .extracting(item -> item.orElseThrow())
        .containsExactly("his", "one", "two", "three");
  }

  @Test
  void aPutWhoseSessionDiedBeforeItsReplyIsUnknown() {
    space.disconnectWhenItBreaks(alice);
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<String> put = hers.putAsync("one");
    space.expireSession(alice);
    space.reconnect(alice);
    space.settle();
    assertThatThrownBy(put::join).hasCauseInstanceOf(OutcomeUnknownException.class);
    assertThat(store.items(PATH)).hasSize(1);
  }

  @Test
  void aPutThatWasNotSentIsUnavailable() {
    space.disconnect(alice);
    CompletableFuture<String> put = hers.putAsync("one");
    space.advance(SESSION);
    space.reconnect(alice);
    assertThatThrownBy(put::join).hasCauseInstanceOf(ServiceUnavailableException.class);
    assertThat(store.items(PATH)).isEmpty();
  }

  // ---- removals

  @Test
  void aRemovalWithoutReplyIsFoundOutAfterwards() {
    his.putAll(List.of("one", "two"));
    space.disconnectWhenItBreaks(alice);
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<String> take = hers.takeAsync();
    space.settle();
    assertThat(store.items(PATH)).hasSize(1);
    assertThat(take).isNotDone();
    space.reconnect(alice);
    space.settle();
    assertThat(take).isCompletedWithValue("one");
    assertThat(store.items(PATH)).hasSize(1);
  }

  @Test
  void whatWasRemovedForACancelledTakerWithoutReplyGoesToTheNext() {
    his.putAll(List.of("one", "two"));
    space.disconnectWhenItBreaks(alice);
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<String> take = hers.takeAsync();
    space.settle();
    take.cancel(false);
    space.advance(SESSION);
    space.reconnect(alice);
    space.settle();
    assertThat(hers.poll()).contains("one");
    assertThat(hers.poll()).contains("two");
  }

  @Test
  void aRemovalThatWasLostIsSentAgainUnlessSomebodyWasFaster() {
    his.putAll(List.of("one", "two"));
    space.disconnectWhenItBreaks(alice);
    space.loseWrite(alice, 1);
    CompletableFuture<String> take = hers.takeAsync();
    space.settle();
    assertThat(his.poll()).contains("one");
    space.reconnect(alice);
    space.settle();
    assertThat(take).isCompletedWithValue("two");
  }

  @Test
  void aRemovalWhoseSessionDiedIsUnknownAndCarriesTheItem() {
    his.putAll(List.of("one", "two"));
    space.disconnectWhenItBreaks(alice);
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<String> applied = hers.takeAsync();
    space.settle();
    space.expireSession(alice);
    space.reconnect(alice);
    space.settle();
    assertUnknown(applied, "one".getBytes(UTF_8));
    assertThat(hers.poll()).contains("two");
    assertThat(hers.poll()).isEmpty();
  }

  @Test
  void aRemovalThatMayHaveArrivedIsUnknownThoughItDidNot() {
    his.put("one");
    space.disconnectWhenItBreaks(alice);
    space.loseWrite(alice, 1);
    CompletableFuture<String> lost = hers.takeAsync();
    space.settle();
    space.expireSessionByTime(alice);
    space.reconnect(alice);
    space.settle();
    assertUnknown(lost, "one".getBytes(UTF_8));
    assertThat(hers.poll()).as("not kept from the client's own takers").contains("one");
  }

  @Test
  void aRemovalThatWasNotSentLeavesTheItemAndTheTaker() {
    his.put("one");
    CompletableFuture<String> take =
        alice
            .queue(
                PATH,
                new Codec<String>() {
                  @Override
                  public byte[] encode(String value) {
                    return value.getBytes(UTF_8);
                  }

                  @Override
                  public String decode(byte[] bytes) {
                    space.disconnect(alice);
                    return new String(bytes, UTF_8);
                  }
                })
            .takeAsync();
    space.settle();
    space.advance(SESSION);
    assertThat(take).isNotDone();
    assertThat(his.poll()).contains("one");
    take.cancel(false);
    space.reconnect(alice);
    assertThat(store.leftovers()).isEmpty();
  }

  // ---- takers who are gone when their item comes

  /** An item that is removed from the store, though nobody wants it any more. */
  private void removeForNobody(String item) {
    his.put(item);
    space.disconnectWhenItBreaks(alice);
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<String> take = hers.takeAsync();
    space.settle();
    take.cancel(false);
    assertThat(store.items(PATH)).isEmpty();
    space.reconnect(alice);
    space.settle();
  }

  @Test
  void anItemThatCameTooLateIsForTheNextTakerOfTheClient() {
    removeForNobody("one");
    assertThat(his.poll()).isEmpty();
    his.put("urgent", 1);
    his.put("later");
    assertThat(hers.poll()).contains("urgent");
    assertThat(hers.poll()).contains("one");
    assertThat(hers.poll()).contains("later");
  }

  @Test
  void anItemThatCameTooLateGoesToATakerThatWaits() {
    his.put("one");
    space.disconnectWhenItBreaks(alice);
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<String> first = hers.takeAsync();
    space.settle();
    CompletableFuture<String> second = hers.takeAsync();
    first.cancel(false);
    space.reconnect(alice);
    space.settle();
    assertThat(second).isCompletedWithValue("one");
  }

  @Test
  void anItemThatCameTooLateAndCannotBeDecodedIsForTheNext() {
    removeForNobody("one");
    DistributedQueue<String> broken =
        alice.queue(
            PATH,
            new Codec<String>() {
              @Override
              public byte[] encode(String value) {
                throw new IllegalStateException();
              }

              @Override
              public String decode(byte[] bytes) {
                throw new IllegalStateException();
              }
            });
    assertThatThrownBy(broken::poll).isInstanceOf(IllegalStateException.class);
    assertThat(hers.poll()).contains("one");
  }

  @Test
  void anItemThatNobodyTookIsPutBackInItsPlaceWhenTheClientIsClosed() {
    removeForNobody("one");
    his.put("later");
    CompletableFuture<String> waiting = his.takeAsync();
    space.settle();
    assertThat(waiting).isCompletedWithValue("later");
    his.put("last");
    alice.close();
    assertThat(his.poll()).contains("one");
    assertThat(his.poll()).contains("last");
  }

  @Test
  void anItemThatIsPutBackWakesWhoWaits() {
    removeForNobody("one");
    CompletableFuture<String> waiting = his.takeAsync();
    alice.close();
    space.settle();
    assertThat(waiting).isCompletedWithValue("one");
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void whatARemovalBringsWhileTheClientClosesIsNotLost() {
    his.put("one");
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<String> take = hers.takeAsync();
    alice.close();
    space.settle();
    boolean taken = take.isDone() && !take.isCompletedExceptionally();
    assertThat(store.items(PATH)).hasSize(taken ? 0 : 1);
  }
}
