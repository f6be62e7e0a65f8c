package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.Leadership;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each operation costs: exact round trips in virtual time, and exact requests. */
final class RoundTripsTest {

  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient a = world.connect("a");
  private DistributedLock lock = a.lock("/locks/x");

  @BeforeEach
  void createParents() {
    world.zooKeeper.create("/locks", new byte[0]);
    world.zooKeeper.create("/locks/x", new byte[0]);
    world.zooKeeper.delay(ONE_WAY);
  }

  @Test
  void aFreeLockIsAcquiredInOneRoundTripAndTwoRequests() {
    world.of(a).resetCounts();
    assertThat(world.zooKeeper.roundTrips(lock::acquireAsync)).isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(2);
  }

  @Test
  void threeMissingParentsCostOneRoundTripMore() {
    DistributedLock deep = a.lock("/one/two/three");
    assertThat(world.zooKeeper.roundTrips(deep::acquireAsync)).isEqualTo(2);
  }

  @Test
  void aReleaseTakesOneRoundTripAndOneRequest() {
    Hold hold = acquire(lock);
    world.of(a).resetCounts();
    assertThat(world.zooKeeper.roundTrips(() -> hold.releaseAsync().toCompletableFuture()))
        .isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(1);
  }

  @Test
  void aHandOverTakesOneRoundTripFromTheCallOfRelease() {
    Hold hold = acquire(lock);
    List<CompletableFuture<Hold>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(world.connect("w" + i).lock("/locks/x").acquireAsync());
      world.zooKeeper.advance(ONE_WAY.multipliedBy(6));
    }
    for (CompletableFuture<Hold> next : waiting) {
      Hold held = hold;
      double cost =
          world.zooKeeper.roundTrips(
              () -> {
                var unused = held.releaseAsync();
                return next;
              });
      assertThat(cost).isEqualTo(1);
      hold = next.join();
      world.zooKeeper.advance(ONE_WAY.multipliedBy(4));
    }
  }

  @Test
  void tryAcquireOnAHeldLockTakesOneRoundTrip() {
    var unused = acquire(lock);
    DistributedLock other = world.connect("b").lock("/locks/x");
    world.zooKeeper.advance(ONE_WAY.multipliedBy(4));
    CompletableFuture<Boolean> refused = new CompletableFuture<>();
    assertThat(
            world.zooKeeper.roundTrips(
                () -> {
                  ((EngineLock) other).attempt().whenUngranted(() -> refused.complete(true));
                  return refused;
                }))
        .isEqualTo(1);
    world.zooKeeper.advance(ONE_WAY.multipliedBy(2));
    assertThat(world.zooKeeper.children("/locks/x")).hasSize(1);
  }

  @Test
  void tryAcquireOnAFreeLockTakesOneRoundTrip() {
    assertThat(
            world.zooKeeper.roundTrips(() -> ((EngineLock) lock).attempt().asFuture(Runnable::run)))
        .isEqualTo(1);
  }

  @Test
  void anElectionTakesOneRoundTripToLeadAndOneToTakeOver() {
    CompletableFuture<Leadership> first = new CompletableFuture<>();
    assertThat(
            world.zooKeeper.roundTrips(
                () -> {
                  var unused = a.election("/locks/x").campaignAsync().thenAccept(first::complete);
                  return first;
                }))
        .isEqualTo(1);
    CompletableFuture<Leadership> next = world.connect("b").election("/locks/x").campaignAsync();
    world.zooKeeper.advance(ONE_WAY.multipliedBy(6));
    assertThat(
            world.zooKeeper.roundTrips(
                () -> {
                  var unused = first.join().releaseAsync();
                  return next;
                }))
        .isEqualTo(1);
  }

  @Test
  void aCounterIsReadInOneRoundTripAndIncrementedInOne() {
    DistributedCounter counter = a.counter("/locks/n");
    complete(counter.incrementAsync());
    complete(counter.incrementAsync());
    world.of(a).resetCounts();
    assertThat(world.zooKeeper.roundTrips(counter::incrementAsync)).isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(2);
    assertThat(world.zooKeeper.roundTrips(counter::getAsync)).isEqualTo(1);
  }

  @Test
  void aLostRaceCostsOneRoundTripMore() {
    DistributedCounter mine = a.counter("/locks/n");
    DistributedCounter theirs = world.connect("b").counter("/locks/n");
    complete(mine.incrementAsync());
    complete(mine.incrementAsync());
    complete(theirs.incrementAsync());
    CompletableFuture<Long> raced = new CompletableFuture<>();
    assertThat(
            world.zooKeeper.roundTrips(
                () -> {
                  var unused = mine.incrementAsync().thenAccept(raced::complete);
                  return raced;
                }))
        .isEqualTo(2);
    assertThat(raced.join()).isEqualTo(4);
  }

  @Test
  void manyIncrementsOfOneClientShareOneWrite() {
    DistributedCounter counter = a.counter("/locks/n");
    complete(counter.incrementAsync());
    complete(counter.incrementAsync());
    world.of(a).resetCounts();
    List<CompletableFuture<Long>> all = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      all.add(counter.incrementAsync());
    }
    assertThat(
            world.zooKeeper.roundTrips(
                () -> CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))))
        .isEqualTo(2);
    assertThat(world.of(a).requests()).isEqualTo(4);
    assertThat(all.stream().map(CompletableFuture::join)).doesNotHaveDuplicates().hasSize(65);
  }

  private Hold acquire(DistributedLock free) {
    return complete(free.acquireAsync());
  }

  private <T> T complete(CompletableFuture<T> future) {
    world.zooKeeper.roundTrips(() -> future);
    return future.join();
  }
}
