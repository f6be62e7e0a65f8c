package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
import dev.coordination.LockingQueue;
import dev.coordination.support.Deadline;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the operations of the queues cost: exact round trips in virtual time, and exact requests.
 */
final class QueueRoundTripsTest {

  private static final Duration ONE_WAY = Duration.ofMillis(10);

  /** All that a put makes the clients that wait for one ask, beyond the put itself. */
  private static final int REQUESTS_PER_PUT = 20;

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final SimulatedZooKeeper zooKeeper = world.zooKeeper;
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");
  private final DistributedQueue<String> queue = a.queue("/q", Codec.utf8());
  private final LockingQueue<String> locking = a.lockingQueue("/l", Codec.utf8());
  private final LockingQueue<String> otherLocking = b.lockingQueue("/l", Codec.utf8());

  @BeforeEach
  void createParents() {
    for (String path : List.of("/q", "/l")) {
      zooKeeper.create(path, Layout.NO_DATA);
      zooKeeper.create(Layout.marks(path), Layout.NO_DATA);
      zooKeeper.create(Layout.waiting(path), Layout.NO_DATA);
    }
    zooKeeper.create(Layout.entries("/l"), Layout.NO_DATA);
    zooKeeper.create(Layout.taken("/l"), Layout.NO_DATA);
    zooKeeper.delay(ONE_WAY);
  }

  // The queue

  @Test
  void aPutTakesOneRoundTripAndOneRequest() {
    world.of(a).resetCounts();
    assertThat(zooKeeper.roundTrips(() -> queue.putAsync("one"))).isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(1);
    assertThat(zooKeeper.roundTrips(() -> locking.putAsync("one"))).isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(2);
  }

  @Test
  void aThousandPutsOfOneClientShareAFewRoundTrips() {
    world.of(a).resetCounts();
    List<CompletableFuture<String>> puts =
        IntStream.range(0, 1_000).mapToObj(i -> queue.putAsync("item " + i)).toList();
    assertThat(zooKeeper.roundTrips(() -> all(puts))).isLessThanOrEqualTo(5);
    assertThat(world.of(a).requests()).isLessThanOrEqualTo(5);
    assertThat(puts.stream().map(CompletableFuture::join)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anItemCostsThreeRoundTripsColdAndOneInADrain() {
    putByHand(queueNames(0, 100));
    world.of(a).resetCounts();
    assertThat(zooKeeper.roundTrips(queue::takeAsync)).isEqualTo(3);
    for (int i = 0; i < 50; i++) {
      assertThat(zooKeeper.roundTrips(queue::takeAsync)).isEqualTo(1);
    }
    zooKeeper.advance(ONE_WAY.multipliedBy(2));
    assertThat(world.of(a).requests()).isLessThanOrEqualTo(51 * 5 / 2 + 20);
  }

  @Test
  void anItemWhoseNameAloneIsKnownCostsTwoRoundTrips() {
    complete(queue.putAsync("one"));
    complete(queue.takeAsync());
    complete(queue.putAsync("two"));
    assertThat(zooKeeper.roundTrips(queue::takeAsync)).isEqualTo(2);
  }

  @Test
  void itemsAreTakenTogetherInFewRoundTrips() {
    putByHand(queueNames(0, 64));
    List<CompletableFuture<String>> taken =
        IntStream.range(0, 64).mapToObj(i -> queue.takeAsync()).toList();
    assertThat(zooKeeper.roundTrips(() -> all(taken))).isEqualTo(3);
    assertThat(taken.stream().map(CompletableFuture::join)).doesNotHaveDuplicates();
  }

  @Test
  void requestsDoNotGrowWithTheQueue() {
    assertThat(requestsOfTenItemsAmong(10_000)).isEqualTo(requestsOfTenItemsAmong(20));
  }

  private int requestsOfTenItemsAmong(int items) {
    String path = "/size" + items;
    zooKeeper.delay(Duration.ZERO);
    zooKeeper.create(path, Layout.NO_DATA);
    zooKeeper.create(Layout.marks(path), Layout.NO_DATA);
    for (int i = 0; i < items; i++) {
      zooKeeper.create(Layout.item(path, 100) + "%010d".formatted(i), Layout.encode("x"));
    }
    DistributedQueue<String> sized = a.queue(path, Codec.utf8());
    world.of(a).resetCounts();
    for (int i = 0; i < 10; i++) {
      sized.put("y");
      assertThat(sized.poll()).isPresent();
    }
    return world.of(a).requests();
  }

  @Test
  void aPutWakesOneOfManyWhoWait() {
    zooKeeper.delay(Duration.ZERO);
    List<ScopedClient> clients = new ArrayList<>();
    List<CompletableFuture<String>> taken = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      clients.add(world.connect("w" + i));
      taken.add(clients.get(i).queue("/q", Codec.utf8()).takeAsync());
    }
    clients.forEach(client -> world.of(client).resetCounts());
    for (int i = 1; i <= 10; i++) {
      queue.put("item " + i);
      assertThat(taken.stream().filter(CompletableFuture::isDone)).hasSize(i);
      int asked = clients.stream().mapToInt(client -> world.of(client).requests()).sum();
      assertThat(asked).isLessThanOrEqualTo(i * REQUESTS_PER_PUT);
    }
  }

  // The locking queue

  @Test
  void aClaimCostsTwoRoundTripsColdAndOneWarm() {
    putByHand(lockingNames(0, 10));
    assertThat(zooKeeper.roundTrips(this::claim)).isEqualTo(2);
    world.of(a).resetCounts();
    assertThat(zooKeeper.roundTrips(this::claim)).isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(5);
  }

  @Test
  void aConsumptionCostsOneRoundTripAndOneRequest() {
    putByHand(lockingNames(0, 10));
    ClaimedItem<String> item = complete(claim());
    world.of(a).resetCounts();
    assertThat(zooKeeper.roundTrips(() -> ((EngineClaimedItem<String>) item).consumeInStore()))
        .isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(1);
  }

  @Test
  void aReleaseCostsOneRoundTripAndOneRequest() {
    putByHand(lockingNames(0, 10));
    ClaimedItem<String> item = complete(claim());
    world.of(a).resetCounts();
    assertThat(zooKeeper.roundTrips(() -> item.releaseAsync().toCompletableFuture())).isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(1);
  }

  @Test
  void aWrongGuessIsExchangedInOneRoundTripMore() {
    putByHand(lockingNames(0, 4));
    ClaimedItem<String> first = complete(claim(otherLocking));
    ClaimedItem<String> second = complete(claim());
    complete(first.releaseAsync().toCompletableFuture());
    CompletableFuture<ClaimedItem<String>> third = new CompletableFuture<>();
    assertThat(
            zooKeeper.roundTrips(
                () -> {
                  var unused = claim().thenAccept(third::complete);
                  return third;
                }))
        .isEqualTo(2);
    assertThat(second.value()).isEqualTo("item 1");
    assertThat(third.join().value()).isEqualTo("item 0");
    assertThat(complete(claim(otherLocking)).value()).isEqualTo("item 2");
  }

  @Test
  void aPutWakesOneOfManyWhoWaitForAClaim() {
    zooKeeper.delay(Duration.ZERO);
    List<ScopedClient> clients = new ArrayList<>();
    List<CompletableFuture<ClaimedItem<String>>> claimed = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      clients.add(world.connect("w" + i));
      claimed.add(claim(clients.get(i).lockingQueue("/l", Codec.utf8())));
    }
    clients.forEach(client -> world.of(client).resetCounts());
    for (int i = 1; i <= 10; i++) {
      locking.put("item " + i);
      assertThat(claimed.stream().filter(CompletableFuture::isDone)).hasSize(i);
      int asked = clients.stream().mapToInt(client -> world.of(client).requests()).sum();
      assertThat(asked).isLessThanOrEqualTo(i * REQUESTS_PER_PUT);
    }
  }

  private CompletableFuture<ClaimedItem<String>> claim() {
    return claim(locking);
  }

  private static CompletableFuture<ClaimedItem<String>> claim(LockingQueue<String> from) {
    return ((EngineLockingQueue<String>) from)
        .enqueue(Deadline.NEVER, Set.of())
        .asFuture(Runnable::run);
  }

  private void putByHand(List<String> nodes) {
    zooKeeper.delay(Duration.ZERO);
    int number = 0;
    for (String node : nodes) {
      zooKeeper.create(node, Layout.encode("item " + number++));
    }
    zooKeeper.delay(ONE_WAY);
  }

  private static List<String> queueNames(int from, int to) {
    return names("/q", from, to);
  }

  private static List<String> lockingNames(int from, int to) {
    return names(Layout.entries("/l"), from, to);
  }

  private static List<String> names(String items, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Layout.item(items, 100) + "%010d".formatted(i))
        .toList();
  }

  private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
  }

  private <T> T complete(CompletableFuture<T> future) {
    zooKeeper.roundTrips(() -> future);
    return future.join();
  }
}
