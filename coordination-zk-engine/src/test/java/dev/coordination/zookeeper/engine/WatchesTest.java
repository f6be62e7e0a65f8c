package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.Registration;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What watches are left with the servers, and in the clients, when nobody wants them any more. */
final class WatchesTest {

  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");
  private final ScopedClient c = world.connect("c");

  @Test
  void aLineThatHasGoneOnLeavesNone() {
    Hold hold = a.lock("/line").acquireAsync().join();
    List<CompletableFuture<Hold>> waiting =
        Stream.of(b, c, a, b).map(client -> client.lock("/line").acquireAsync()).toList();
    hold.release();
    waiting.forEach(next -> next.join().release());
    assertNoWatches();
  }

  /** Each round the one ahead leaves just before the one behind asks to be told of it. */
  @Test
  void thoseAheadWhoLeaveBeforeTheyAreWatchedLeaveNone() {
    var created = a.lock("/line").acquireAsync().join();
    created.release();
    world.zooKeeper.delay(ONE_WAY);
    for (int i = 0; i < 1_000; i++) {
      CompletableFuture<Hold> ahead = a.lock("/line").acquireAsync();
      world.zooKeeper.advance(ONE_WAY.multipliedBy(3));
      CompletableFuture<Hold> behind = b.lock("/line").acquireAsync();
      world.zooKeeper.advance(ONE_WAY);
      var unused = ahead.join().releaseAsync();
      world.zooKeeper.advance(ONE_WAY.multipliedBy(4));
      var unusedToo = behind.join().releaseAsync();
      world.zooKeeper.advance(ONE_WAY.multipliedBy(3));
    }
    assertNoWatches();
  }

  @Test
  void aWaiterThatGivesUpTakesItsWatchesOff() {
    Hold hold = a.lock("/line").acquireAsync().join();
    CompletableFuture<Hold> ahead = b.lock("/line").acquireAsync();
    int before = world.zooKeeper.watches();
    for (int i = 0; i < 1_000; i++) {
      assertThat(c.lock("/line").acquireAsync().cancel(false)).isTrue();
    }
    assertThat(world.zooKeeper.watches()).isEqualTo(before);
    assertThat(world.of(c).watches()).isZero();
    hold.release();
    assertThat(ahead).isCompleted();
  }

  @Test
  void aWaiterThatGivesUpLeavesTheWatchesOfAnotherOneOfItsClient() {
    DistributedLock lock = b.lock("/line");
    Hold hold = a.lock("/line").acquireAsync().join();
    CompletableFuture<Hold> stays = lock.acquireAsync();
    CompletableFuture<Hold> leaves = lock.acquireAsync();
    CompletableFuture<Hold> leavesToo = lock.acquireAsync();
    leavesToo.cancel(false);
    leaves.cancel(false);
    hold.release();
    assertThat(stays).isCompleted();
    stays.join().release();
    assertNoWatches();
  }

  @Test
  void aWaiterThatGivesUpWhileItsWatchesAreBeingSetLeavesNone() {
    Hold hold = a.lock("/line").acquireAsync().join();
    world.zooKeeper.delay(ONE_WAY);
    for (int ways = 0; ways < 6; ways++) {
      CompletableFuture<Hold> waiting = b.lock("/line").acquireAsync();
      world.zooKeeper.advance(ONE_WAY.multipliedBy(ways));
      waiting.cancel(false);
      world.zooKeeper.advance(ONE_WAY.multipliedBy(6));
      assertThat(world.zooKeeper.watches()).as("given up after %d ways", ways).isZero();
      assertThat(world.of(b).watches()).as("given up after %d ways", ways).isZero();
    }
    assertThat(hold.isHeld()).isTrue();
  }

  @Test
  void aWaiterThatGivesUpWithoutALinkLeavesNone() {
    Hold hold = a.lock("/line").acquireAsync().join();
    CompletableFuture<Hold> waiting = b.lock("/line").acquireAsync();
    world.of(b).cutLink();
    waiting.cancel(false);
    world.of(b).restoreLink();
    assertNoWatches();
    assertThat(hold.isHeld()).isTrue();
  }

  @Test
  void anAudienceThatLeavesTakesItsWatchesOff() {
    for (String path : List.of("/missing", "/there", "/led")) {
      world.zooKeeper.create(path.equals("/missing") ? "/other" : path, new byte[0]);
    }
    var leading = a.election("/led").campaignAsync().join();
    int before = world.zooKeeper.watches();
    for (String path : List.of("/missing", "/there", "/led")) {
      Registration audience = b.election(path).onLeaderChange(Runnable::run, leader -> {});
      assertThat(world.zooKeeper.watches()).as(path).isGreaterThan(before);
      audience.close();
      assertThat(world.zooKeeper.watches()).as(path).isEqualTo(before);
      assertThat(world.of(b).watches()).as(path).isZero();
    }
    leading.release();
  }

  @Test
  void whoGivesUpWaitingForAPermitTakesItsWatchesOff() {
    for (int permits : List.of(1, 20)) { // watched one by one, and by their list
      String path = "/permits" + permits;
      List<Hold> held = new ArrayList<>();
      for (int i = 0; i < permits; i++) {
        held.add(a.semaphore(path, permits).acquireAsync().join());
      }
      for (int i = 0; i < 100; i++) {
        assertThat(b.semaphore(path, permits).acquireAsync().cancel(false)).isTrue();
      }
      assertThat(world.of(b).watches()).as("%d permits", permits).isZero();
      held.forEach(Hold::release);
      assertNoWatches();
    }
  }

  @Test
  void permitsThatGoBeforeTheyAreWatchedLeaveNone() {
    a.semaphore("/permits", 1).acquireAsync().join().release();
    world.zooKeeper.delay(ONE_WAY);
    for (int i = 0; i < 20; i++) {
      CompletableFuture<Hold> held = a.semaphore("/permits", 1).acquireAsync();
      world.zooKeeper.advance(ONE_WAY.multipliedBy(5));
      CompletableFuture<Hold> waiting = b.semaphore("/permits", 1).acquireAsync();
      world.zooKeeper.advance(ONE_WAY.plusMillis(i));
      var unused = held.join().releaseAsync();
      world.zooKeeper.advance(ONE_WAY.multipliedBy(10));
      var unusedToo = waiting.join().releaseAsync();
      world.zooKeeper.advance(ONE_WAY.multipliedBy(5));
    }
    assertNoWatches();
  }

  @Test
  void theListOfPermitsIsWatchedOnceHoweverOftenTheLinkBreaks() {
    for (int i = 0; i < 20; i++) {
      a.semaphore("/permits", 20).acquireAsync().join();
    }
    var waiting = b.semaphore("/permits", 20).acquireAsync();
    int before = world.of(b).watches();
    for (int i = 0; i < 10; i++) {
      world.of(b).dropReply(2); // the list, with its watch; the limit
      world.zooKeeper.create("/permits/other" + i, new byte[0]);
    }
    assertThat(world.of(b).watches()).isEqualTo(before);
    assertThat(waiting).isNotDone();
  }

  private void assertNoWatches() {
    assertThat(world.zooKeeper.watches()).as("at the servers").isZero();
    for (ScopedClient client : List.of(a, b, c)) {
      assertThat(world.of(client).watches()).as("in client %s", client.identifier()).isZero();
    }
  }
}
