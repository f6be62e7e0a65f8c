package dev.coordination.inmemory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedQueue;
import dev.coordination.NotPermittedException;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Items, and who gets them. */
class QueueTest {

  private static final String PATH = "/mails";
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
  private final InMemoryStore store = space.store();
  private final CoordinationClient alice = space.connect("alice", SESSION);
  private final CoordinationClient bob = space.connect("bob", SESSION);
  private final DistributedQueue<String> hers = alice.queue(PATH, Codec.utf8());
  private final DistributedQueue<String> his = bob.queue(PATH, Codec.utf8());

  /** Does something whenever it decodes. */
  private static final class Hooked implements Codec<String> {

    private final Runnable hook;

    Hooked(Runnable hook) {
      this.hook = hook;
    }

    @Override
    public byte[] encode(String value) {
      return value.getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      hook.run();
      return new String(bytes, UTF_8);
    }
  }

  /** Blocks in a thread of its own, which settling knows of. */
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

  private static <T> Optional<T> pollFor(DistributedQueue<T> queue, Duration timeout) {
    try {
      return queue.poll(timeout);
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  // ---- order

  @Test
  void itemsComeInTheOrderOfPriorityAndThenOfArrival() {
    hers.put("ordinary 1");
    his.put("ordinary 2");
    his.putAll(List.of("low 1", "low 2"), 999);
    hers.put("urgent", 0);
    assertThat(hers.size()).isEqualTo(5);
    assertThat(his.poll()).contains("urgent");
    assertThat(hers.poll()).contains("ordinary 1");
    assertThat(hers.poll()).contains("ordinary 2");
    assertThat(his.poll()).contains("low 1");
    assertThat(his.poll()).contains("low 2");
    assertThat(his.poll()).isEmpty();
    assertThat(store.items(PATH)).isEmpty();
  }

  @Test
  void namesAreUniqueAlsoWhenTheQueueWasEmptyBetween() {
    String first = hers.put("one");
    assertThat(store.items(PATH)).containsExactly(first);
    assertThat(hers.poll()).isPresent();
    assertThat(hers.put("two")).isNotEqualTo(first);
  }

  @Test
  void aPutOfNothingIsLegalAndOneOfTooMuchIsNot() {
    assertThat(hers.putAll(List.of())).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hers.put("x".repeat(1 << 20)))
        .withMessageContaining("1048575");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hers.putAsync("x".repeat(1 << 20)))
        .withMessageContaining(PATH);
    List<String> halves = List.of("x".repeat(1 << 19), "x".repeat(1 << 19));
    assertThatIllegalArgumentException().isThrownBy(() -> hers.putAll(halves));
    assertThat(hers.size()).isZero();
    halves.forEach(hers::put);
    assertThat(hers.size()).isEqualTo(2);
  }

  // ---- who gets what

  @Test
  void eachItemGoesToOneTakerInTheOrderOfTheirCalls() {
    List<CompletableFuture<String>> takers =
        List.of(hers.takeAsync(), hers.takeAsync(), hers.takeAsync());
    his.putAll(List.of("one", "two"));
    space.settle();
    assertThat(takers.get(0)).isCompletedWithValue("one");
    assertThat(takers.get(1)).isCompletedWithValue("two");
    assertThat(takers.get(2)).isNotDone();
    assertThat(store.leftovers()).containsExactly("/mails: take of \"alice\"");
    takers.get(2).cancel(false);
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void whoComesSecondToAnItemWaitsForTheNext() {
    CompletableFuture<String> herTake = hers.takeAsync();
    CompletableFuture<String> hisTake = his.takeAsync();
    hers.put("one");
    space.settle();
    assertThat(List.of(herTake, hisTake)).filteredOn(CompletableFuture::isDone).hasSize(1);
    hers.put("two");
    space.settle();
    assertThat(List.of(herTake.join(), hisTake.join())).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void anItemThatSomebodyMerelyLooksAtIsThereForOtherClients() {
    AtomicReference<Optional<String>> stolen = new AtomicReference<>(Optional.empty());
    DistributedQueue<String> slow =
        alice.queue(
            PATH,
            new Hooked(
                () -> {
                  if (stolen.get().isEmpty()) {
                    stolen.set(his.poll());
                  }
                }));
    his.putAll(List.of("one", "two"));
    assertThat(slow.poll()).contains("two");
    assertThat(stolen.get()).contains("one");
  }

  @Test
  void anItemThatATakerLooksAtIsLeftToItByOthersOfTheClient() {
    AtomicReference<Optional<String>> other = new AtomicReference<>();
    DistributedQueue<String> slow =
        alice.queue(PATH, new Hooked(() -> other.compareAndSet(null, hers.poll())));
    his.putAll(List.of("one", "two"));
    assertThat(slow.poll()).contains("one");
    assertThat(other.get()).contains("two");
  }

  @Test
  void anItemThatCannotBeDecodedStaysInItsPlace() {
    DistributedQueue<String> broken =
        alice.queue(
            PATH,
            new Hooked(
                () -> {
                  throw new IllegalStateException("what is this?");
                }));
    hers.putAll(List.of("one", "two"));
    assertThatIllegalStateException().isThrownBy(broken::poll).withMessage("what is this?");
    CompletableFuture<String> take = broken.takeAsync();
    space.settle();
    assertThatThrownBy(take::join).hasRootCauseMessage("what is this?");
    assertThat(hers.poll()).contains("one");
    assertThat(his.poll()).contains("two");
  }

  @Test
  void anItemLeftByOneTakerGoesToTheNextOfTheClient() {
    AtomicReference<Runnable> hook = new AtomicReference<>(() -> {});
    CompletableFuture<String> broken =
        alice.queue(PATH, new Hooked(() -> hook.get().run())).takeAsync();
    CompletableFuture<String> next = hers.takeAsync();
    hook.set(
        () -> {
          throw new IllegalStateException("not mine");
        });
    his.put("one");
    space.settle();
    assertThat(broken).isCompletedExceptionally();
    assertThat(next).isCompletedWithValue("one");
  }

  // ---- waiting

  @Test
  void aTimedPollEndsAtItsTimeConnectedOrNot() {
    CompletableFuture<Optional<String>> poll =
        inAThread(() -> pollFor(hers, Duration.ofSeconds(5)));
    space.disconnect(alice);
    space.advance(Duration.ofSeconds(5).minusNanos(1));
    assertThat(poll).isNotDone();
    space.advance(Duration.ofNanos(1));
    assertThat(poll).isCompletedWithValue(Optional.empty());
    space.reconnect(alice);
    his.put("one");
    assertThat(store.leftovers()).isEmpty();
    assertThat(store.items(PATH)).hasSize(1);
  }

  @Test
  void withoutALinkAPollFailsAtOnceOneOfNoTimeIsEmptyAndATakeWaits() {
    his.put("one");
    space.disconnect(alice);
    assertThatThrownBy(hers::poll).isInstanceOf(ServiceUnavailableException.class);
    assertThat(pollFor(hers, Duration.ZERO)).isEmpty();
    CompletableFuture<String> take = hers.takeAsync();
    CompletableFuture<String> put = hers.putAsync("two");
    space.advance(SESSION.minusSeconds(1));
    assertThat(take).isNotDone();
    space.reconnect(alice);
    space.settle();
    assertThat(take).isCompletedWithValue("one");
    assertThat(put).isCompleted();
    assertThat(his.poll()).contains("two");
  }

  @Test
  void aTakeSurvivesTheEndOfItsSession() {
    CompletableFuture<String> take = hers.takeAsync();
    space.expireSession(alice);
    his.put("one");
    space.settle();
    assertThat(take).isCompletedWithValue("one");
  }

  @Test
  void aFrozenTakerIsNoHindrance() {
    CompletableFuture<String> frozen = hers.takeAsync();
    space.freeze(alice);
    his.put("one");
    assertThat(his.poll()).contains("one");
    his.put("two");
    CompletableFuture<Optional<String>> poll = inAThread(() -> pollFor(hers, Duration.ZERO));
    assertThat(poll).isNotDone();
    space.thaw(alice);
    space.settle();
    assertThat(poll).isCompletedWithValue(Optional.of("two"));
    assertThat(frozen).isNotDone();
  }

  @Test
  void aPollOfAProcessThatStaysFrozenFailsWhenItWakes() {
    space.freeze(alice);
    CompletableFuture<Optional<String>> poll = inAThread(hers::poll);
    space.advance(SESSION);
    space.thaw(alice);
    space.settle();
    assertThat(poll).isDone();
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void closingEndsTheWaits() {
    CompletableFuture<String> take = hers.takeAsync();
    CompletableFuture<Optional<String>> poll =
        inAThread(() -> pollFor(hers, Duration.ofSeconds(5)));
    alice.close();
    space.settle();
    assertThat(take).isCompletedExceptionally();
    assertThatThrownBy(poll::join).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(store.leftovers()).isEmpty();
    his.put("one");
    assertThat(his.poll()).contains("one");
  }

  // ---- by hand

  @Test
  void whatIsRemovedByHandIsGone() {
    his.putAll(List.of("one", "two", "three"));
    DistributedQueue<String> slow =
        alice.queue(
            PATH,
            new Hooked(
                () -> {
                  if (store.items(PATH).size() == 3) {
                    store.removeItem(PATH, 0);
                  }
                }));
    assertThat(slow.poll()).contains("two");
    store.removeAll(PATH);
    assertThat(hers.poll()).isEmpty();
    assertThat(hers.size()).isZero();
    his.put("four");
    assertThat(hers.poll()).contains("four");
  }

  @Test
  void whatIsForeignIsNoItem() {
    store.write(PATH + "/entry-100-foreign", new byte[0]);
    assertThat(hers.size()).isZero();
    assertThat(hers.poll()).isEmpty();
    assertThat(alice.lockingQueue(PATH).poll()).isEmpty();
  }

  @Test
  void aDeniedQueueIsRefused() {
    his.put("one");
    store.deny(PATH);
    assertThatThrownBy(() -> hers.put("two")).isInstanceOf(NotPermittedException.class);
    assertThatThrownBy(hers::poll).isInstanceOf(NotPermittedException.class);
    assertThatThrownBy(hers::take).isInstanceOf(NotPermittedException.class);
    assertThat(hers.size()).isEqualTo(1);
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void queuesOfTwoKindsDoNotMeet() {
    his.put("one");
    assertThat(alice.lockingQueue(PATH).poll()).isEmpty();
    alice.lockingQueue(PATH, Codec.utf8()).put("two");
    assertThat(hers.poll()).contains("one");
    assertThat(hers.poll()).isEmpty();
    assertThat(store.items(PATH)).hasSize(1);
  }
}
