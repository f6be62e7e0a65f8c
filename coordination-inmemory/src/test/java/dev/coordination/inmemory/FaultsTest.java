package dev.coordination.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.ScopedClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The faults that a test can bring about, one by one. */
class FaultsTest {

  private static final Duration SESSION = Duration.ofSeconds(10);

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
  private final CoordinationClient alice = space.connect("alice", SESSION);
  private final CoordinationClient bob = space.connect("bob", SESSION);
  private final DistributedLock lock = alice.lock("/lock");
  private final DistributedCounter counter = alice.counter("/counter");

  private Hold acquire() {
    return lock.tryAcquire().orElseThrow();
  }

  private List<ConnectionState> statesOf(CoordinationClient client) {
    List<ConnectionState> told = new CopyOnWriteArrayList<>();
    client.onConnectionState(Runnable::run, told::add);
    return told;
  }

  // ---- sessions

  @Test
  void anExpiredSessionIsFollowedByAnother() {
    Hold hold = acquire();
    List<ConnectionState> told = statesOf(alice);
    space.expireSession(alice);
    space.settle();
    assertThat(told)
        .containsExactly(
            ConnectionState.CONNECTED, ConnectionState.LOST, ConnectionState.CONNECTED);
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(space.store().leftovers()).isEmpty();
    assertThat(acquire().fencingToken()).isGreaterThan(hold.fencingToken());
  }

  @Test
  void waitsGoOnAtTheEndOfTheLineInTheOrderOfTheirCalls() {
    Hold hold = bob.lock("/lock").tryAcquire().orElseThrow();
    CompletableFuture<Hold> first = alice.withIdentifier("first").lock("/lock").acquireAsync();
    CompletableFuture<Hold> second = alice.withIdentifier("second").lock("/lock").acquireAsync();
    CompletableFuture<Hold> third = bob.withIdentifier("third").lock("/lock").acquireAsync();
    space.expireSession(alice);
    assertThat(space.store().contenders("/lock"))
        .containsExactly("bob", "third", "first", "second");
    hold.release();
    space.settle();
    assertThat(third).isDone();
    assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void aWaitIsNotGrantedBecauseTheHoldOfItsOwnDyingSessionGoes() {
    Hold hold = acquire();
    CompletableFuture<Hold> wait = lock.acquireAsync();
    space.expireSession(alice);
    space.settle();
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(wait).isCompletedWithValueMatching(Hold::isHeld);
    assertThat(wait.join().fencingToken()).isEqualTo(hold.fencingToken() + 2);
  }

  @Test
  void aSessionExpiresByTimeWhileTheClientIsCutOff() {
    Hold hold = acquire();
    List<ConnectionState> told = statesOf(alice);
    space.expireSessionByTime(alice);
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(space.store().leftovers()).isEmpty();
    assertThat(alice.connectionState()).isEqualTo(ConnectionState.SUSPENDED);
    space.reconnect(alice);
    space.settle();
    assertThat(told)
        .containsExactly(
            ConnectionState.CONNECTED,
            ConnectionState.SUSPENDED,
            ConnectionState.LOST,
            ConnectionState.CONNECTED);
  }

  // ---- links

  @Test
  void aShortBreakCostsNothing() {
    Hold hold = acquire();
    space.disconnect(alice);
    space.advance(Duration.ofSeconds(9));
    assertThat(hold.state()).isEqualTo(HoldState.SUSPECT);
    assertThat(hold.remaining()).isEqualTo(SESSION.minus(Contact.drift(SESSION)).minusSeconds(9));
    space.reconnect(alice);
    assertThat(hold.state()).isEqualTo(HoldState.HELD);
    space.advance(SESSION.multipliedBy(100));
    assertThat(hold.state()).isEqualTo(HoldState.HELD);
  }

  @Test
  void aHoldThatWasGivenUpIsRemovedThoughItsSessionLives() {
    Hold hold = acquire();
    space.disconnect(alice);
    space.advance(SESSION.minusMillis(1));
    assertThat(space.store().contenders("/lock")).containsExactly("alice");
    space.reconnect(alice);
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(space.store().contenders("/lock")).isEmpty();
  }

  @Test
  void aHoldNobodyAskedAboutWasLostAllTheSame() {
    List<HoldState> told = new CopyOnWriteArrayList<>();
    Hold hold = acquire();
    hold.onStateChange(Runnable::run, told::add);
    space.disconnect(alice);
    space.advance(SESSION);
    space.settle();
    assertThat(told).containsExactly(HoldState.HELD, HoldState.SUSPECT, HoldState.LOST);
  }

  @Test
  void withoutALinkAnAttemptFailsAtOnceAndARequestInTime() {
    space.disconnect(alice);
    assertThatThrownBy(lock::tryAcquire).isInstanceOf(ServiceUnavailableException.class);
    CompletableFuture<Long> value = counter.getAsync();
    space.advance(SESSION.minusMillis(1));
    assertThat(value).isNotDone();
    space.advance(Duration.ofMillis(1));
    assertThat(value).isCompletedExceptionally();
    assertThatThrownBy(value::join).hasCauseInstanceOf(ServiceUnavailableException.class);
  }

  @Test
  void aRequestIsAnsweredWhenTheLinkIsBack() {
    space.disconnect(alice);
    CompletableFuture<Long> first = counter.incrementAsync();
    CompletableFuture<Long> second = counter.incrementAsync();
    CompletableFuture<Hold> wait = lock.acquireAsync();
    space.reconnect(alice);
    space.settle();
    assertThat(first).isCompletedWithValue(1L);
    assertThat(second).isCompletedWithValue(2L);
    assertThat(wait).isCompletedWithValueMatching(Hold::isHeld);
  }

  // ---- messages

  @Test
  void aLostMessageIsSeenAsABreakAndChangesNoResult() {
    List<ConnectionState> told = statesOf(alice);
    space.loseWrite(alice, 1);
    space.loseReplyOfWrite(alice, 3);
    assertThat(counter.increment()).isEqualTo(1);
    assertThat(counter.increment()).isEqualTo(2);
    assertThat(counter.increment()).isEqualTo(3);
    space.settle();
    assertThat(told)
        .containsExactly(
            ConnectionState.CONNECTED,
            ConnectionState.SUSPENDED,
            ConnectionState.CONNECTED,
            ConnectionState.SUSPENDED,
            ConnectionState.CONNECTED);
  }

  @Test
  void aLostReplyNeitherDuplicatesNorMovesAContender() {
    space.loseReplyOfWrite(alice, 1);
    Hold hold = acquire();
    assertThat(hold.state()).isEqualTo(HoldState.HELD);
    assertThat(space.store().contenders("/lock")).containsExactly("alice");
    space.loseReplyOfWrite(alice, 1);
    hold.release();
    assertThat(space.store().contenders("/lock")).isEmpty();
    space.loseWrite(alice, 2);
    acquire().release();
    assertThat(space.store().contenders("/lock")).isEmpty();
  }

  @Test
  void aWriteWhoseSessionDiedBeforeItsReplyIsUnknown() {
    space.disconnectWhenItBreaks(alice);
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<Long> applied = counter.incrementAsync();
    CompletableFuture<Long> unsent = counter.incrementAsync();
    space.expireSession(alice);
    space.reconnect(alice);
    space.settle();
    assertThatThrownBy(applied::join).hasCauseInstanceOf(OutcomeUnknownException.class);
    assertThat(unsent).isCompletedWithValue(2L);
  }

  @Test
  void aWriteWithoutReplyIsUnknownWhenTimeIsUp() {
    space.disconnectWhenItBreaks(alice);
    space.loseWrite(alice, 1);
    CompletableFuture<Long> lost = counter.incrementAsync();
    space.advance(SESSION);
    assertThatThrownBy(lost::join).hasCauseInstanceOf(OutcomeUnknownException.class);
    space.reconnect(alice);
    assertThat(counter.get()).isZero();
  }

  // ---- processes

  @Test
  void aFrozenProcessWakesUpToWhatIsTrueNow() {
    Hold hold = acquire();
    CompletableFuture<HoldState> ended = hold.ended().toCompletableFuture();
    CompletableFuture<Hold> next = bob.lock("/lock").acquireAsync();
    space.freeze(alice);
    space.advance(Duration.ofSeconds(5));
    assertThat(hold.state()).isEqualTo(HoldState.HELD);
    assertThat(hold.remaining()).isLessThan(Duration.ofSeconds(5));
    space.advance(Duration.ofSeconds(5));
    assertThat(next).isCompletedWithValueMatching(Hold::isHeld);
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(ended).as("callbacks do not run").isNotDone();
    space.thaw(alice);
    space.settle();
    assertThat(ended).isCompletedWithValue(HoldState.LOST);
    assertThat(alice.connectionState()).isEqualTo(ConnectionState.CONNECTED);
  }

  @Test
  void aProcessThatWakesUpTooLateDoesNotBelieveItsHoldThoughTheSessionLives() {
    List<HoldState> told = new CopyOnWriteArrayList<>();
    Hold hold = acquire();
    hold.onStateChange(Runnable::run, told::add);
    space.freeze(alice);
    space.advance(SESSION.minusMillis(1));
    assertThat(space.store().contenders("/lock")).containsExactly("alice");
    space.thaw(alice);
    space.settle();
    assertThat(told).containsExactly(HoldState.HELD, HoldState.LOST);
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(space.store().contenders("/lock")).isEmpty();
    assertThat(acquire().state()).as("the session goes on").isEqualTo(HoldState.HELD);
  }

  @Test
  void theTimersOfAFrozenProcessRunWhenItThaws() throws InterruptedException {
    acquire();
    List<Optional<Hold>> result = new CopyOnWriteArrayList<>();
    Thread waiter =
        space.track(
            new Thread(
                () -> {
                  try {
                    result.add(bob.lock("/lock").tryAcquire(Duration.ofSeconds(1)));
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                }));
    waiter.start();
    space.settle();
    space.freeze(bob);
    space.advance(Duration.ofSeconds(2));
    assertThat(waiter.isAlive()).isTrue();
    space.thaw(bob);
    waiter.join();
    assertThat(result).containsExactly(Optional.empty());
    assertThat(space.store().contenders("/lock")).containsExactly("alice");
  }

  @Test
  void aShortFreezeIsNotNoticed() {
    Hold hold = acquire();
    List<ConnectionState> told = statesOf(alice);
    space.freeze(alice);
    CompletableFuture<Long> count = counter.incrementAsync();
    space.advance(Duration.ofSeconds(5));
    assertThat(count).isNotDone();
    space.thaw(alice);
    space.settle();
    assertThat(count).isCompletedWithValue(1L);
    assertThat(hold.remaining()).isEqualTo(SESSION.minus(Contact.drift(SESSION)));
    space.settle();
    assertThat(told).containsExactly(ConnectionState.CONNECTED);
  }

  @Test
  void ofAKilledProcessNothingHappensButTheEndOfItsSession() {
    Hold hold = acquire();
    CompletableFuture<HoldState> ended = hold.ended().toCompletableFuture();
    CompletableFuture<Hold> wait = alice.lock("/other").acquireAsync();
    CompletableFuture<Hold> next = bob.lock("/lock").acquireAsync();
    space.settle();
    space.kill(alice);
    space.thaw(alice);
    space.advance(SESSION.minusMillis(1));
    assertThat(next).isNotDone();
    space.advance(Duration.ofMillis(1));
    assertThat(next).isCompletedWithValueMatching(Hold::isHeld);
    assertThat(hold.isHeld()).isFalse();
    assertThat(ended).isNotDone();
    assertThat(wait.join().isHeld()).isFalse();
    assertThat(space.store().leftovers()).hasSize(1);
  }

  // ---- the store

  @Test
  void aRestartIsNoIncident() {
    Hold hold = acquire();
    CompletableFuture<Hold> next = bob.lock("/lock").acquireAsync();
    counter.reset(41);
    space.disconnect(alice);
    space.advance(Duration.ofSeconds(8));
    space.restart();
    assertThat(bob.connectionState()).isEqualTo(ConnectionState.CONNECTED);
    space.advance(Duration.ofSeconds(8));
    assertThat(hold.state()).as("the client's own reckoning goes on").isEqualTo(HoldState.LOST);
    assertThat(next).as("a store that starts waits for sessions anew").isNotDone();
    space.reconnect(alice);
    space.settle();
    assertThat(next).isCompletedWithValueMatching(Hold::isHeld);
    assertThat(counter.increment()).isEqualTo(42);
  }

  @Test
  void theWallClockMeansNothing() {
    Hold hold = acquire();
    var before = space.wallClock().instant();
    space.jumpWallClock(Duration.ofHours(1));
    space.advance(Duration.ofMinutes(1));
    assertThat(Duration.between(before, space.wallClock().instant())).hasMinutes(61);
    space.jumpWallClock(Duration.ofHours(-2));
    assertThat(space.wallClock().instant()).isBefore(before);
    assertThat(hold.state()).isEqualTo(HoldState.HELD);
  }

  // ---- whom they strike

  @Test
  void aFaultStrikesAllViewsOfAClientAndNobodyElse() {
    CoordinationClient view = alice.withNamespace("/shop").withIdentifier("till");
    space.disconnect(view);
    assertThat(alice.connectionState()).isEqualTo(ConnectionState.SUSPENDED);
    assertThat(view.connectionState()).isEqualTo(ConnectionState.SUSPENDED);
    assertThat(bob.connectionState()).isEqualTo(ConnectionState.CONNECTED);
  }

  @Test
  void onlyClientsOfTheSpaceCanBeStruck() {
    CoordinationClient stranger = InMemoryCoordination.create().connect();
    assertThatIllegalArgumentException().isThrownBy(() -> space.kill(stranger));
    assertThatIllegalArgumentException().isThrownBy(() -> space.loseWrite(alice, 0));
    assertThat(stranger).isInstanceOf(ScopedClient.class);
  }

  @Test
  void sessionsShorterThanATenthOfASecondAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space.connect("brief", Duration.ofMillis(99)));
  }
}
