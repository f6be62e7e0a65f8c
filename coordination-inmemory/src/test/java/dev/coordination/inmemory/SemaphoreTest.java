package dev.coordination.inmemory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.CoordinationClient;
import dev.coordination.CoordinationException;
import dev.coordination.DistributedSemaphore;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.MalformedDataException;
import dev.coordination.NotPermittedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The permits and the limit. */
class SemaphoreTest {

  private static final String PATH = "/downloads";
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
  private final InMemoryStore store = space.store();
  private final CoordinationClient alice = space.connect("alice", SESSION);
  private final CoordinationClient bob = space.connect("bob", SESSION);

  private static DistributedSemaphore two(CoordinationClient client) {
    return client.semaphore(PATH, 2);
  }

  private static Hold now(DistributedSemaphore semaphore) {
    return semaphore.tryAcquire().orElseThrow();
  }

  private void assertGranted(CompletableFuture<Hold> wait) {
    space.settle();
    assertThat(wait).isCompletedWithValueMatching(Hold::isHeld);
  }

  private void assertWaiting(CompletableFuture<Hold> wait) {
    space.settle();
    assertThat(wait).isNotDone();
  }

  private void assertFails(
      CompletableFuture<Hold> wait, Class<? extends CoordinationException> how) {
    space.settle();
    assertThat(wait).isCompletedExceptionally();
    assertThatThrownBy(wait::join).hasCauseInstanceOf(how);
  }

  @Test
  void thereAreAsManyPermitsAsTheLimitSays() {
    Hold first = now(two(alice));
    Hold second = now(two(alice));
    assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    assertThat(two(bob).tryAcquire()).isEmpty();
    CompletableFuture<Hold> third = two(bob).acquireAsync();
    CompletableFuture<Hold> fourth = two(bob).acquireAsync();
    assertThat(two(bob).leaseHolders()).containsExactly("alice", "alice");
    second.release();
    assertGranted(third);
    assertWaiting(fourth);
    assertThat(two(alice).leaseHolders()).containsExactly("alice", "bob");
    assertThat(store.permits(PATH)).containsExactly("alice", "bob", "bob");
    Stream.of(first, third.join()).forEach(Hold::release);
    assertGranted(fourth);
    fourth.join().release();
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void whoGivesUpInTheMiddleChangesNothingForTheOthers() {
    List<Hold> holds = List.of(now(two(alice)), now(two(alice)));
    CompletableFuture<Hold> first = two(bob).acquireAsync();
    CompletableFuture<Hold> middle = two(alice).acquireAsync();
    CompletableFuture<Hold> last = two(bob).acquireAsync();
    middle.cancel(false);
    holds.get(1).release();
    assertGranted(first);
    assertWaiting(last);
    holds.get(0).release();
    assertGranted(last);
  }

  @Test
  void nobodyOvertakesOneWhoCannotBeReached() {
    Hold first = now(two(alice));
    Hold second = now(two(alice));
    CompletableFuture<Hold> away = two(bob).acquireAsync();
    CompletableFuture<Hold> behind = two(alice).acquireAsync();
    space.disconnect(bob);
    first.release();
    second.release();
    assertWaiting(behind);
    assertThat(two(alice).tryAcquire()).isEmpty();
    space.reconnect(bob);
    assertGranted(away);
    assertGranted(behind);
    assertThat(behind.join().fencingToken()).isGreaterThan(away.join().fencingToken());
  }

  @Test
  void theEndOfASessionReturnsAllItsPermits() {
    List<Hold> holds = List.of(now(two(alice)), now(two(alice)));
    List<CompletableFuture<Hold>> waits = List.of(two(bob).acquireAsync(), two(bob).acquireAsync());
    space.kill(alice);
    space.advance(SESSION.minusMillis(1));
    waits.forEach(this::assertWaiting);
    assertThat(holds).noneMatch(Hold::isHeld);
    space.advance(Duration.ofMillis(1));
    waits.forEach(this::assertGranted);
  }

  @Test
  void aPermitTakenAwayByHandIsLostAndGoesToTheNext() {
    Hold first = now(two(alice));
    Hold second = now(two(alice));
    CompletableFuture<Hold> wait = two(bob.withIdentifier("one")).acquireAsync();
    CompletableFuture<Hold> next = two(bob.withIdentifier("other")).acquireAsync();
    store.removePermit(PATH, 2);
    assertThat(store.permits(PATH)).containsExactly("alice", "alice", "other", "one");
    store.removePermit(PATH, 1);
    assertGranted(next);
    assertWaiting(wait);
    assertThat(first.state()).isEqualTo(HoldState.HELD);
    assertThat(second.state()).isEqualTo(HoldState.LOST);
    assertThatThrownBy(() -> store.removePermit(PATH, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aLostMessageCostsNoPermitAndGivesNone() {
    space.loseReplyOfWrite(alice, 1);
    Hold first = now(two(alice));
    space.loseWrite(alice, 1);
    Hold second = now(two(alice));
    assertThat(two(bob).tryAcquire()).isEmpty();
    assertThat(store.permits(PATH)).hasSize(2);
    space.loseReplyOfWrite(alice, 1);
    first.release();
    space.loseWrite(alice, 1);
    second.release();
    assertThat(store.leftovers()).isEmpty();
    assertThat(now(two(bob)).isHeld()).isTrue();
  }

  // ---- the limit

  @Test
  void theLimitStandsAsLongAsAnybodyHoldsOrWaits() {
    Hold hold = now(two(alice));
    assertThat(store.read(PATH)).contains("2".getBytes(UTF_8));
    assertThatThrownBy(() -> bob.semaphore(PATH, 3).tryAcquire())
        .isInstanceOf(ConfigurationMismatchException.class)
        .hasMessageContaining("2")
        .hasMessageContaining("3");
    assertFails(bob.semaphore(PATH, 1).acquireAsync(), ConfigurationMismatchException.class);
    hold.release();
    Hold other = now(bob.semaphore(PATH, 3));
    assertThat(store.read(PATH)).contains("3".getBytes(UTF_8));
    assertThat(other.fencingToken()).isGreaterThan(hold.fencingToken());
    assertThatThrownBy(() -> two(alice).tryAcquire())
        .isInstanceOf(ConfigurationMismatchException.class);
  }

  @Test
  void theLimitOfOneWhoMerelyWaitsStandsAsWell() {
    Hold hold = now(alice.semaphore(PATH, 1));
    CompletableFuture<Hold> wait = bob.semaphore(PATH, 1).acquireAsync();
    space.disconnect(bob);
    hold.release();
    assertThatThrownBy(() -> two(alice).tryAcquire())
        .isInstanceOf(ConfigurationMismatchException.class);
    assertWaiting(wait);
  }

  @Test
  void aWaitThatComesBackToAnotherLimitFails() {
    Hold hold = now(two(alice));
    CompletableFuture<Hold> second = two(alice).acquireAsync();
    CompletableFuture<Hold> wait = two(bob).acquireAsync();
    space.expireSessionByTime(bob);
    hold.release();
    second.join().release();
    Hold other = now(alice.semaphore(PATH, 1));
    space.reconnect(bob);
    assertFails(wait, ConfigurationMismatchException.class);
    assertThat(other.isHeld()).isTrue();
  }

  @Test
  void aLimitThatIsNoNumberIsLeftAloneAndAnEmptyOneIsSet() {
    store.write(PATH, "many".getBytes(UTF_8));
    assertThatThrownBy(() -> two(alice).tryAcquire()).isInstanceOf(MalformedDataException.class);
    assertFails(two(alice).acquireAsync(), MalformedDataException.class);
    assertThat(store.read(PATH)).contains("many".getBytes(UTF_8));
    store.write(PATH, new byte[0]);
    assertThat(now(two(alice)).isHeld()).isTrue();
    assertThat(store.read(PATH)).contains("2".getBytes(UTF_8));
  }

  @Test
  void anyNumberThatNobodyUsesIsReplaced() {
    store.write(PATH, "99999999999999999999".getBytes(UTF_8));
    assertThat(now(two(alice)).isHeld()).isTrue();
    assertThat(store.read(PATH)).contains("2".getBytes(UTF_8));
  }

  @Test
  void aSemaphoreAndALockOfOnePathDoNotMeet() {
    Hold lock = alice.lock(PATH).tryAcquire().orElseThrow();
    Hold permit = now(bob.semaphore(PATH, 1));
    assertThat(store.contenders(PATH)).containsExactly("alice");
    assertThat(store.permits(PATH)).containsExactly("bob");
    store.removeAll(PATH);
    assertThat(List.of(lock, permit)).allMatch(hold -> hold.state() == HoldState.LOST);
    assertThat(store.read(PATH)).isEmpty();
  }

  @Test
  void aDeniedPathIsRefused() {
    store.deny(PATH);
    assertThatThrownBy(() -> two(alice).tryAcquire()).isInstanceOf(NotPermittedException.class);
    assertThat(store.read(PATH)).isEmpty();
    assertThat(two(alice).leaseHolders()).isEmpty();
  }
}
