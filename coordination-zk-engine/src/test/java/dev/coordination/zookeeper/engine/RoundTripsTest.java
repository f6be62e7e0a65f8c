package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.Leadership;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.RequestKind;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void aFreeReadOrWriteLockIsAcquiredInOneRoundTripAndTwoRequests() {
    for (DistributedLock free : List.of(a.readLock("/locks/x"), a.writeLock("/locks/x"))) {
      world.of(a).resetCounts();
      CompletableFuture<Hold> hold = new CompletableFuture<>();
      assertThat(
              world.zooKeeper.roundTrips(
                  () -> {
                    var unused = free.acquireAsync().thenAccept(hold::complete);
                    return hold;
                  }))
          .isEqualTo(1);
      assertThat(world.of(a).requests()).isEqualTo(2);
      complete(hold.join().releaseAsync().toCompletableFuture());
    }
  }

  @Test
  void aSharedReadLockIsAcquiredInOneRoundTripAndTwoRequests() {
    var unused = acquire(a.readLock("/locks/x"));
    ScopedClient b = connect("b");
    assertThat(world.zooKeeper.roundTrips(b.readLock("/locks/x")::acquireAsync)).isEqualTo(1);
    assertThat(world.of(b).requests()).isEqualTo(2);
  }

  @Test
  void aHandOverFromAWriterToThreeReadersTakesOneRoundTrip() {
    Hold writer = acquire(a.writeLock("/locks/x"));
    List<ScopedClient> readers = connect("r0", "r1", "r2");
    CompletableFuture<?>[] waiting =
        readers.stream().map(this::reads).toArray(CompletableFuture[]::new);
    readers.forEach(reader -> world.of(reader).resetCounts());
    assertThat(handOver(List.of(writer), CompletableFuture.allOf(waiting))).isEqualTo(1);
    assertThat(readers).allMatch(reader -> world.of(reader).requests() == 0);
  }

  @Test
  void readersBehindTwoWritersListOnce() {
    Hold first = acquire(a.writeLock("/locks/x"));
    CompletableFuture<Hold> second = connect("b").writeLock("/locks/x").acquireAsync();
    wait(6);
    ScopedClient c = connect("c");
    CompletableFuture<Hold> reader = reads(c);
    assertThat(handOver(List.of(first), second)).isEqualTo(1);
    assertThat(handOver(List.of(second.join()), reader)).isEqualTo(1);
    assertThat(world.of(c).counts()).containsEntry(RequestKind.GET_CHILDREN, 1);
  }

  @Test
  void aHandOverFromReadersThatLeaveAtOnceTakesOneRoundTrip() {
    List<Hold> readers = new ArrayList<>();
    connect("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7")
        .forEach(client -> readers.add(acquire(client.readLock("/locks/x"))));
    ScopedClient w = connect("w");
    CompletableFuture<Hold> writer = w.writeLock("/locks/x").acquireAsync();
    wait(6);
    world.of(w).resetCounts();
    assertThat(handOver(readers, writer)).isEqualTo(1);
    assertThat(world.of(w).requests()).isZero();
  }

  @Test
  void aHandOverFromTheLastOfManyReadersTakesOneRoundTrip() {
    List<Hold> readers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add(acquire(connect("r" + i).readLock("/locks/x")));
    }
    ScopedClient w = connect("w");
    CompletableFuture<Hold> writer = w.writeLock("/locks/x").acquireAsync();
    wait(6);
    for (Hold reader : readers.subList(0, 19)) {
      complete(reader.releaseAsync().toCompletableFuture());
      wait(4);
    }
    assertThat(writer).isNotDone();
    assertThat(handOver(readers.subList(19, 20), writer)).isEqualTo(1);
    assertThat(world.of(w).counts()).containsEntry(RequestKind.GET_CHILDREN, 2);
  }

  @Test
  void aReadersDepartureWakesTheFirstWriterAndNobodyElse() {
    Hold reader = acquire(a.readLock("/locks/x"));
    CompletableFuture<Hold> writer = connect("w").writeLock("/locks/x").acquireAsync();
    wait(6);
    List<ScopedClient> others = connect("r0", "r1", "r2", "r3");
    List<CompletableFuture<Hold>> reading = others.stream().map(this::reads).toList();
    others.forEach(client -> world.of(client).resetCounts());
    assertThat(handOver(List.of(reader), writer)).isEqualTo(1);
    wait(6);
    assertThat(others).allMatch(client -> world.of(client).requests() == 0);
    assertThat(reading).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void aFreePermitIsAcquiredInTwoRoundTripsAndSixRequests() {
    permits(a, 1).forEach(permit -> complete(permit.releaseAsync().toCompletableFuture()));
    world.of(a).resetCounts();
    assertThat(world.zooKeeper.roundTrips(a.semaphore("/locks/s", 1)::acquireAsync)).isEqualTo(2);
    assertThat(world.of(a).requests()).isEqualTo(6);
  }

  @Test
  void aPermitIsReleasedInOneRoundTripAndOneRequest() {
    Hold permit = permits(a, 1).get(0);
    world.of(a).resetCounts();
    assertThat(world.zooKeeper.roundTrips(() -> permit.releaseAsync().toCompletableFuture()))
        .isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(1);
  }

  @Test
  void aPermitIsRefusedInOneRoundTripWhetherSomebodyWaitsOrNot() {
    var unused = permits(a, 1);
    ScopedClient b = connect("b");
    assertThat(refusal(b)).isEqualTo(1);
    assertThat(world.of(b).requests()).isEqualTo(5);
    var waiting = connect("c").semaphore("/locks/s", 1).acquireAsync();
    wait(6);
    assertThat(refusal(b)).isEqualTo(1);
    assertThat(waiting).isNotDone();
    wait(2);
    assertThat(world.zooKeeper.children("/locks/s-__lock__")).hasSize(1);
  }

  private double refusal(ScopedClient client) {
    CompletableFuture<Boolean> refused = new CompletableFuture<>();
    return world.zooKeeper.roundTrips(
        () -> {
          ((EngineSemaphore) client.semaphore("/locks/s", 1))
              .attempt()
              .whenUngranted(() -> refused.complete(true));
          return refused;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void aPermitIsHandedOverInTwoRoundTripsAndTwoRequests(int limit) {
    List<Hold> permits = permits(a, limit);
    List<ScopedClient> waiters = connect("w0", "w1", "w2");
    List<CompletableFuture<Hold>> waiting = new ArrayList<>();
    for (ScopedClient waiter : waiters) {
      waiting.add(waiter.semaphore("/locks/s", limit).acquireAsync());
      wait(8);
    }
    Hold next = permits.get(limit / 2);
    for (int i = 0; i < waiting.size(); i++) {
      world.of(waiters.get(i)).resetCounts();
      assertThat(handOver(List.of(next), waiting.get(i))).isEqualTo(2);
      assertThat(world.of(waiters.get(i)).requests()).isEqualTo(2);
      next = waiting.get(i).join();
      wait(8);
    }
  }

  @Test
  void aPermitOfManyIsHandedOverInThreeRoundTrips() {
    List<Hold> permits = permits(a, 17);
    ScopedClient b = connect("b");
    CompletableFuture<Hold> waiting = b.semaphore("/locks/s", 17).acquireAsync();
    wait(8);
    world.of(b).resetCounts();
    assertThat(handOver(permits.subList(3, 4), waiting)).isEqualTo(3);
    assertThat(world.of(b).requests()).isEqualTo(4);
  }

  @Test
  void aPermitThatGoesWakesTheFirstWaiterAndNobodyElse() {
    List<Hold> permits = permits(a, 1);
    List<ScopedClient> waiters = connect("w0", "w1", "w2", "w3", "w4");
    List<CompletableFuture<Hold>> waiting = new ArrayList<>();
    for (ScopedClient waiter : waiters) {
      waiting.add(waiter.semaphore("/locks/s", 1).acquireAsync());
      wait(8);
    }
    waiters.forEach(waiter -> world.of(waiter).resetCounts());
    assertThat(handOver(permits, waiting.get(0))).isEqualTo(2);
    wait(8);
    assertThat(waiters.stream().map(waiter -> world.of(waiter).requests()))
        .as("the new holder's; the look of whoever is first now, and a watch")
        .containsExactly(2, 4, 0, 0, 0);
  }

  @Test
  void theFirstPermitEverCostsOneRoundTripMore() {
    assertThat(world.zooKeeper.roundTrips(a.semaphore("/one/two", 2)::acquireAsync)).isEqualTo(3);
  }

  private List<Hold> permits(ScopedClient client, int limit) {
    List<Hold> permits = new ArrayList<>();
    for (int i = 0; i < limit; i++) {
      permits.add(complete(client.semaphore("/locks/s", limit).acquireAsync()));
    }
    return permits;
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

  private ScopedClient connect(String name) {
    return connect(new String[] {name}).get(0);
  }

  private List<ScopedClient> connect(String... names) {
    List<ScopedClient> clients = Arrays.stream(names).map(world::connect).toList();
    wait(4);
    clients.forEach(client -> world.of(client).resetCounts());
    return clients;
  }

  /** Lets so many times the time of one way on the wire pass. */
  private void wait(int ways) {
    world.zooKeeper.advance(ONE_WAY.multipliedBy(ways));
  }

  private CompletableFuture<Hold> reads(ScopedClient client) {
    CompletableFuture<Hold> asked = client.readLock("/locks/x").acquireAsync();
    wait(6);
    return asked;
  }

  /** Returns how many round trips it takes from the call of release to the next holder's grant. */
  private double handOver(List<Hold> holders, CompletableFuture<?> next) {
    return world.zooKeeper.roundTrips(
        () -> {
          holders.forEach(Hold::releaseAsync);
          return next;
        });
  }

  private Hold acquire(DistributedLock free) {
    return complete(free.acquireAsync());
  }

  private <T> T complete(CompletableFuture<T> future) {
    world.zooKeeper.roundTrips(() -> future);
    return future.join();
  }
}
