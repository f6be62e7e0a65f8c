package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.MalformedDataException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Acquisition;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Permits, their limit and the guard line, and the faults that others have had. */
final class SemaphoreTest {

  private static final String PATH = "/permits";
  private static final String GUARD = "/permits-__lock__";
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final SimulatedZooKeeper store = world.zooKeeper;
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");
  private final ScopedClient c = world.connect("c");

  // Permits

  @Test
  void permitsAreGrantedUpToTheLimitAndThenInTheOrderOfArrival() {
    Hold first = acquire(a, 2).join();
    Hold second = acquire(a, 2).join();
    var third = acquire(b, 2);
    var fourth = acquire(c, 2);
    assertThat(third).isNotDone();
    second.release();
    assertThat(third).isCompleted();
    assertThat(fourth).isNotDone();
    first.release();
    assertThat(fourth).isCompleted();
    assertThat(store.children(PATH)).hasSize(2);
    assertThat(fourth.join().fencingToken()).isGreaterThan(third.join().fencingToken());
  }

  @Test
  void nodesAreThoseOfKazoo() {
    acquire(a, 2).join();
    assertThat(limit()).isEqualTo("2");
    String permit = store.children(PATH).get(0);
    assertThat(permit).matches("[0-9a-f]{32}");
    assertThat(text(PATH + "/" + permit)).isEqualTo("a");
    assertThat(store.stat(PATH + "/" + permit).orElseThrow().ephemeralOwner()).isNotZero();
    assertThat(store.children(GUARD)).isEmpty();
    var unused = acquire(b, 2);
    var waiting = acquire(c, 2);
    assertThat(waiting).isNotDone();
    assertThat(store.children(GUARD)).hasSize(1);
    assertThat(store.children(GUARD).get(0)).matches("[0-9a-f]{32}__lock__[0-9]{10}");
  }

  @Test
  void theHoldersAreListedAndNobodyElse() {
    assertThat(a.semaphore(PATH, 2).leaseHolders()).isEmpty();
    acquire(a, 2).join();
    acquire(b, 2).join();
    var unused = acquire(c, 2);
    store.create(PATH + "/readme", new byte[0]);
    assertThat(c.semaphore(PATH, 2).leaseHolders()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aForeignChildTakesNoPermit() {
    store.create(PATH, bytes("1"));
    store.create(PATH + "/readme", new byte[0]);
    store.create(PATH + "/x__lock__0000000000", new byte[0]);
    assertThat(acquire(a, 1)).isCompleted();
    assertThat(attempt(b, 1)).isEmpty();
  }

  @Test
  void aPermitOfAnotherStackCounts() {
    String foreign = PATH + "/0123456789abcdef0123456789abcdef";
    store.create(PATH, bytes("1"));
    store.create(foreign, new byte[0]);
    var waiting = acquire(a, 1);
    assertThat(waiting).isNotDone();
    store.delete(foreign);
    assertThat(waiting).isCompleted();
  }

  @Test
  void manyPermitsAreWaitedForTogether() {
    for (int i = 0; i < 20; i++) {
      acquire(a, 20).join();
    }
    var waiting = acquire(b, 20);
    assertThat(waiting).isNotDone();
    store.delete(PATH + "/" + store.children(PATH).get(7));
    assertThat(waiting).isCompleted();
    var next = acquire(c, 20);
    assertThat(next).isNotDone();
    world.of(c).resetLink();
    store.delete(PATH + "/" + store.children(PATH).get(3));
    assertThat(next).isCompleted();
  }

  // The limit

  @Test
  void anotherLimitIsRefusedWhileSomebodyHolds() {
    Hold permit = acquire(a, 2).join();
    assertMismatch(acquire(b, 3));
    assertThatThrownBy(() -> attempt(b, 3)).isInstanceOf(ConfigurationMismatchException.class);
    assertThat(store.children(GUARD)).isEmpty();
    assertThat(limit()).isEqualTo("2");
    permit.release();
    assertThat(acquire(b, 3)).isCompleted();
    assertThat(limit()).isEqualTo("3");
    assertMismatch(acquire(a, 2));
  }

  @Test
  void anotherLimitIsRefusedWhileSomebodyWaits() {
    acquire(a, 1).join();
    var waiting = acquire(b, 1);
    assertMismatch(acquire(c, 2));
    assertThatThrownBy(() -> attempt(c, 2)).isInstanceOf(ConfigurationMismatchException.class);
    assertThat(waiting).isNotDone();
    assertThat(store.children(GUARD)).hasSize(1);
  }

  @Test
  void whoeverFindsTheOldLimitTogetherWithOthersOfTheNewOneWaitsForThem() {
    acquire(a, 2).join().release();
    store.delay(Duration.ofMillis(10));
    var first = acquire(b, 3);
    var second = acquire(c, 3);
    store.advance(Duration.ofSeconds(1));
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(limit()).isEqualTo("3");
  }

  @Test
  void anotherLimitIsRefusedThoughTheLinkBreaksBeforeItWasSeen() {
    acquire(a, 1).join();
    var waiting = acquire(b, 1);
    for (int request = 1; request <= 6; request++) {
      world.of(c).dropReply(request);
      assertMismatch(acquire(c, 2));
    }
    assertThat(waiting).isNotDone();
  }

  /** In line behind others, it would not be the first for as long as their permits are held. */
  @Test
  void whoeverWaitsWithAnotherLimitIsRefusedWhenOneOfTheOthersIsGranted() {
    Hold permit = acquire(a, 1).join();
    var first = acquire(b, 1);
    var second = acquire(c, 1);
    world.of(b).cutLink();
    permit.release();
    var other = acquire(a, 2);
    var alike = acquire(a, 1);
    assertThat(other).as("nobody holds").isNotDone();
    world.of(b).restoreLink();
    assertThat(first).isCompleted();
    store.advance(SESSION);
    assertMismatch(other);
    assertThat(second).isNotDone();
    assertThat(alike).isNotDone();
  }

  /** kazoo makes the node first, and sets the limit then: a creator may die in between. */
  @Test
  void aNodeWithoutALimitIsGivenOne() {
    store.create(PATH, new byte[0]);
    acquire(a, 2).join();
    assertThat(limit()).isEqualTo("2");
    assertThat(store.stat(PATH).orElseThrow().version()).isEqualTo(1);
    store.setData(PATH, bytes("2"));
    acquire(b, 2).join();
    assertThat(attempt(c, 2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"two", "0", "-1", "2.0", " 2"})
  void whatIsNoLimitIsReportedAndKept(String data) {
    store.create(PATH, bytes(data));
    assertThat(acquire(a, 2))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(MalformedDataException.class);
    assertThat(limit()).isEqualTo(data);
    assertThat(store.children(GUARD)).isEmpty();
  }

  @Test
  void aLimitLoweredByHandIsNotOverrun() {
    Hold first = acquire(a, 2).join();
    acquire(a, 2).join();
    var waiting = acquire(b, 2);
    store.setData(PATH, bytes("1"));
    first.release();
    assertMismatch(waiting);
    assertThat(store.children(PATH)).hasSize(1);
  }

  @Test
  void theParentsDeletionByHandIsSurvived() {
    acquire(a, 1).join().release();
    store.delete(GUARD);
    store.delete(PATH);
    acquire(a, 1).join();
    assertThat(limit()).isEqualTo("1");
  }

  // Lost messages

  @Test
  void aLostReplyToTheGrantLeavesOnePermitAndOneHold() {
    acquire(a, 1).join().release();
    world.of(a).dropWriteReply(2);
    Hold permit = acquire(a, 1).join();
    assertThat(store.children(PATH)).hasSize(1);
    assertThat(store.children(GUARD)).isEmpty();
    assertThat(permit.fencingToken())
        .isEqualTo(store.stat(PATH + "/" + store.children(PATH).get(0)).orElseThrow().czxid());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void aLostRequestOrReplyAnywhereCostsNothingButTime(int request) {
    acquire(a, 1).join().release();
    world.of(a).dropRequest(request);
    Hold permit = acquire(a, 1).join();
    assertThat(store.children(PATH)).hasSize(1);
    permit.release();
    world.of(a).dropReply(request);
    permit = acquire(a, 1).join();
    assertThat(store.children(PATH)).hasSize(1);
    assertThat(store.children(GUARD)).isEmpty();
    permit.release();
    assertThat(store.children(PATH)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTryWithALostReplyFailsAndLeavesNothing(int write) {
    acquire(a, 1).join().release();
    world.of(a).dropWriteReply(write);
    assertThatThrownBy(() -> attempt(a, 1)).isInstanceOf(ServiceUnavailableException.class);
    assertThat(store.children(PATH)).isEmpty();
    assertThat(store.children(GUARD)).isEmpty();
    assertThat(acquire(b, 1)).isCompleted();
  }

  /** An orphan in the guard line would block everybody. */
  @Test
  void aRefusedTryWhoseCleanUpIsLostLeavesNothing() {
    Hold permit = acquire(a, 1).join();
    world.of(b).dropWriteRequest(2);
    assertThat(attempt(b, 1)).isEmpty();
    assertThat(store.children(GUARD)).isEmpty();
    var waiting = acquire(c, 1);
    permit.release();
    assertThat(waiting).isCompleted();
  }

  @Test
  void aWaitThatIsWithdrawnWhileTheLinkIsDownLeavesNothing() {
    Hold permit = acquire(a, 1).join();
    var first = acquire(b, 1);
    var second = acquire(c, 1);
    world.of(b).cutLink();
    first.cancel(false);
    permit.release();
    assertThat(second).isNotDone();
    world.of(b).restoreLink();
    assertThat(second).isCompleted();
    assertThat(store.children(GUARD)).isEmpty();
  }

  @Test
  void aGrantThatNobodyWantsAnyMoreIsGivenBack() {
    acquire(a, 1).join().release();
    store.delay(Duration.ofMillis(10));
    var asked = acquire(a, 1);
    store.advance(Duration.ofMillis(25)); // the grant is on its way
    asked.cancel(false);
    store.advance(Duration.ofSeconds(1));
    assertThat(store.children(PATH)).isEmpty();
    assertThat(store.children(GUARD)).isEmpty();
  }

  // Sessions, and deletion by hand

  @Test
  void aHolderCutOffPastItsSessionIsLostBeforeTheNextIsIn() {
    Hold permit = acquire(a, 1).join();
    var waiting = acquire(b, 1);
    world.of(a).cutLink();
    for (int second = 0; !waiting.isDone(); second++) {
      assertThat(second).isLessThan(20);
      store.advance(Duration.ofSeconds(1));
      assertThat(permit.isHeld() && waiting.isDone()).as("both hold").isFalse();
    }
    assertThat(permit.state()).isEqualTo(HoldState.LOST);
    world.of(a).restoreLink();
    permit.release();
    assertThat(store.children(PATH)).hasSize(1);
  }

  /** A guard of a dead session must not add a permit in the next one. */
  @Test
  void whoeverWaitsInFrontWhenItsSessionEndsGoesToTheEndOfTheLine() {
    Hold permit = acquire(a, 1).join();
    var first = acquire(b, 1);
    var second = acquire(c, 1);
    world.of(b).expireNow();
    permit.release();
    assertThat(second).isCompleted();
    assertThat(first).isNotDone();
    second.join().release();
    assertThat(first).isCompleted();
    assertThat(store.children(PATH)).hasSize(1);
  }

  @Test
  void aBlipCostsNeitherThePermitNorThePlace() {
    Hold permit = acquire(a, 1).join();
    var first = acquire(b, 1);
    var second = acquire(c, 1);
    world.of(a).resetLink();
    world.of(b).resetLink();
    assertThat(permit.state()).isEqualTo(HoldState.HELD);
    permit.release();
    assertThat(first).isCompleted();
    assertThat(second).isNotDone();
  }

  @Test
  void aPermitThatWentWhileTheLinkWasDownIsNoticed() {
    Hold permit = acquire(a, 1).join();
    var waiting = acquire(b, 1);
    world.of(b).cutLink();
    permit.release();
    assertThat(waiting).isNotDone();
    world.of(b).restoreLink();
    assertThat(waiting).isCompleted();
  }

  @Test
  void aPermitDeletedByHandIsLostAtOnce() {
    Hold permit = acquire(a, 1).join();
    var waiting = acquire(b, 1);
    store.advance(SESSION);
    store.delete(PATH + "/" + store.children(PATH).get(0));
    assertThat(permit.state()).isEqualTo(HoldState.LOST);
    assertThat(waiting).isCompleted();
  }

  @Test
  void aGuardDeletedByHandGoesToTheEndOfTheLine() {
    Hold permit = acquire(a, 1).join();
    var first = acquire(b, 1);
    var second = acquire(c, 1);
    store.delete(GUARD + "/" + first(store.children(GUARD)));
    permit.release();
    assertThat(second).isCompleted();
    assertThat(first).isNotDone();
    second.join().release();
    assertThat(first).isCompleted();
  }

  /** It has the guard, and waits for nothing but a permit. */
  @Test
  void theFirstInTheGuardLineNoticesThatItsGuardWasDeletedByHand() {
    Hold permit = acquire(a, 1).join();
    var waiting = acquire(b, 1);
    store.delete(GUARD + "/" + first(store.children(GUARD)));
    assertThat(store.children(GUARD)).as("in line again").hasSize(1);
    permit.release();
    assertThat(waiting).isCompleted();
    assertThat(store.children(GUARD)).isEmpty();
  }

  @Test
  void aLongHoldAndALongWaitKeepTheirSessionsProven() {
    Hold permit = acquire(a, 1).join();
    var waiting = acquire(b, 1);
    var unused = acquire(c, 1);
    store.advance(Duration.ofHours(1));
    assertThat(permit.state()).isEqualTo(HoldState.HELD);
    permit.release();
    assertThat(waiting.join().state()).isEqualTo(HoldState.HELD);
    assertThat(waiting.join().remaining()).isGreaterThan(SESSION.dividedBy(2));
  }

  @Test
  void aProcessThatStoodStillBelievesInNoPermitItMayHaveLost() {
    Hold permit = acquire(a, 1).join();
    var waiting = acquire(b, 1);
    world.of(a).freeze();
    store.advance(Duration.ofSeconds(30));
    assertThat(waiting).isCompleted();
    assertThat(permit.isHeld()).isFalse();
    world.of(a).thaw();
    assertThat(permit.state()).isEqualTo(HoldState.LOST);
  }

  @Test
  void theWaitIsNotGrantedBecauseThePermitOfItsOwnDyingSessionGoes() {
    acquire(a, 1).join();
    var waiting = acquire(a, 1);
    world.of(a).expireNow();
    assertThat(waiting).isCompleted();
    assertThat(waiting.join().state()).isEqualTo(HoldState.HELD);
    assertThat(store.children(PATH)).hasSize(1);
  }

  /** A watch event, unlike a reply, does not keep a client from a server that is behind it. */
  @Test
  void whoeverMovesToAServerThatLagsTakesNothingThatItDoesNotSee() {
    EngineWorld two =
        new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults().withServers(2)));
    ScopedClient first = two.connect("first");
    ScopedClient second = two.connect("second");
    ScopedClient witness = two.connect("witness");
    two.of(witness).moveTo(1);
    two.zooKeeper.create(PATH, bytes("1"));
    two.zooKeeper.create(GUARD, new byte[0]);
    two.zooKeeper.lag(true);
    two.zooKeeper.delay(Duration.ofMillis(10));

    var taken = acquire(first, 1);
    var waiting = acquire(second, 1);
    two.zooKeeper.advance(Duration.ofMillis(15));
    two.of(first).freeze(); // with its turn on the way to it
    two.zooKeeper.advance(Duration.ofMillis(85));
    var unused = witness.lock("/elsewhere").acquireAsync(); // the other server comes so far
    two.zooKeeper.advance(Duration.ofMillis(100));
    two.of(first).thaw();
    two.zooKeeper.advance(Duration.ofMillis(25)); // the second one knows that the guard is free
    two.of(second).moveTo(1);
    two.zooKeeper.advance(Duration.ofSeconds(1));

    assertThat(two.zooKeeper.children(PATH)).hasSize(1);
    assertThat(waiting).isNotDone();
    var unusedToo = taken.join().releaseAsync();
    two.zooKeeper.advance(Duration.ofSeconds(1));
    assertThat(waiting).isCompleted();
  }

  private static CompletableFuture<Hold> acquire(ScopedClient client, int limit) {
    return client.semaphore(PATH, limit).acquireAsync();
  }

  private static Optional<Hold> attempt(ScopedClient client, int limit) {
    Acquisition<Hold> attempt = ((EngineSemaphore) client.semaphore(PATH, limit)).attempt();
    assertThat(attempt.isSettled()).isTrue();
    return attempt.join();
  }

  private static void assertMismatch(CompletableFuture<Hold> asked) {
    assertThat(asked)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(ConfigurationMismatchException.class)
        .withMessageContaining(PATH);
  }

  private static String first(List<String> line) {
    return line.stream()
        .min(java.util.Comparator.comparing(name -> name.substring(name.length() - 10)))
        .orElseThrow();
  }

  private String limit() {
    return text(PATH);
  }

  private String text(String path) {
    return new String(store.data(path).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
