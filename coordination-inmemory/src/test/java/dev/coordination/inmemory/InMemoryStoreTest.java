package dev.coordination.inmemory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.MalformedDataException;
import dev.coordination.NotPermittedException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The look into the store, and the hand in it. */
class InMemoryStoreTest {

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
  private final InMemoryStore store = space.store();
  private final CoordinationClient alice = space.connect("alice");
  private final CoordinationClient bob = space.connect("bob");
  private final DistributedCounter counter = alice.counter("/counter", 7);

  @Test
  void theStoreShowsWhoStandsWhereAndWhatIsLeft() {
    Hold hold = alice.lock("/lock").tryAcquire().orElseThrow();
    CompletableFuture<Hold> wait = bob.lock("/lock").acquireAsync();
    assertThat(store.contenders("/lock")).containsExactly("alice", "bob");
    assertThat(store.contenders("/elsewhere")).isEmpty();
    assertThat(store.leftovers()).hasSize(2).allMatch(line -> line.startsWith("/lock: contender "));
    assertThat(wait.cancel(false)).isTrue();
    hold.release();
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void aContenderRemovedByHandLosesItsPlace() {
    Hold hold = alice.lock("/lock").tryAcquire().orElseThrow();
    CompletableFuture<Hold> first = bob.withIdentifier("first").lock("/lock").acquireAsync();
    CompletableFuture<Hold> second = bob.withIdentifier("second").lock("/lock").acquireAsync();
    store.removeContender("/lock", 1);
    assertThat(store.contenders("/lock")).containsExactly("alice", "second", "first");
    store.removeContender("/lock", 0);
    space.settle();
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(second).isCompletedWithValueMatching(Hold::isHeld);
    assertThat(first).isNotDone();
    assertThatThrownBy(() -> store.removeContender("/lock", 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void whoIsCutOffLearnsOfARemovalWhenHeIsBack() {
    Hold hold = alice.lock("/lock").tryAcquire().orElseThrow();
    space.disconnect(alice);
    store.removeContender("/lock", 0);
    assertThat(hold.state()).isEqualTo(HoldState.SUSPECT);
    space.reconnect(alice);
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
  }

  @Test
  void aPathIsRemovedAtOnceWithAllBelowAndNothingBeside() {
    Hold hold = alice.lock("/a/b").tryAcquire().orElseThrow();
    Hold beside = alice.lock("/ab").tryAcquire().orElseThrow();
    CompletableFuture<Hold> wait = bob.lock("/a/b").acquireAsync();
    alice.counter("/a").increment();
    store.removeAll("/a");
    space.settle();
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(beside.state()).isEqualTo(HoldState.HELD);
    assertThat(wait).isCompletedWithValueMatching(Hold::isHeld);
    assertThat(wait.join().fencingToken()).isGreaterThan(beside.fencingToken() + 1);
    assertThat(alice.counter("/a").get()).isZero();
  }

  @Test
  void aCounterIsStoredAsDigits() {
    assertThat(store.read("/counter")).isEmpty();
    counter.increment();
    assertThat(store.read("/counter")).contains("8".getBytes(UTF_8));
    store.write("/counter", "-42".getBytes(UTF_8));
    assertThat(counter.get()).isEqualTo(-42);
    store.write("/counter", new byte[0]);
    assertThat(counter.get()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"four", "9223372036854775808", "1.5", "1 1", "0x10", "-", "١"})
  void whatIsNoNumberIsLeftAlone(String content) {
    store.write("/counter", content.getBytes(UTF_8));
    assertThatThrownBy(counter::get).isInstanceOf(MalformedDataException.class);
    assertThatThrownBy(counter::increment).isInstanceOf(MalformedDataException.class);
    assertThatThrownBy(() -> counter.reset(1)).isInstanceOf(MalformedDataException.class);
    assertThatThrownBy(() -> counter.compareAndSet(7, 8))
        .isInstanceOf(MalformedDataException.class);
    assertThat(store.read("/counter")).contains(content.getBytes(UTF_8));
  }

  @Test
  void aDeniedPathIsRefusedAndNoOther() {
    store.deny("/secret");
    assertThatThrownBy(() -> alice.lock("/secret/lock").acquire())
        .isInstanceOf(NotPermittedException.class);
    assertThatThrownBy(() -> alice.counter("/secret").increment())
        .isInstanceOf(NotPermittedException.class);
    assertThat(alice.counter("/secret").get()).isZero();
    assertThat(alice.lock("/secrets").tryAcquire()).isPresent();
  }

  @Test
  void anExhaustedOrderIsRefusedUntilAllIsRemoved() {
    store.exhaustOrder("/line");
    assertThatThrownBy(() -> alice.lock("/line").acquire())
        .isInstanceOf(MalformedDataException.class);
    assertThatThrownBy(() -> alice.election("/line").campaign())
        .isInstanceOf(MalformedDataException.class);
    assertThat(alice.lock("/line/other").tryAcquire()).isPresent();
    store.removeAll("/line");
    assertThat(alice.lock("/line").tryAcquire()).isPresent();
  }

  @Test
  void pathsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> store.contenders("lock"));
    assertThatIllegalArgumentException().isThrownBy(() -> store.deny("/"));
  }
}
