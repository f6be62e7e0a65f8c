package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedCounter;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Clients that write to one counter as fast as they can, so that each takes the others' races. */
final class ContendedCounterTest {

  private static final Duration ROUND_TRIP = Duration.ofMillis(20);
  private static final String PATH = "/counters/n";

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));

  @Test
  void everyCallOfFourRestlessClientsEndsSoon() {
    List<Restless> clients = connect(4);
    run(clients, Duration.ofSeconds(20));

    for (Restless client : clients) {
      assertThat(client.failure).as(client.name).isNull();
      assertThat(client.results).as(client.name).hasSizeGreaterThan(50);
      assertThat(client.longest()).as(client.name).isLessThan(ROUND_TRIP.multipliedBy(20));
    }
    assertThat(clients.stream().flatMap(client -> client.results.stream()))
        .doesNotHaveDuplicates()
        .hasSize((int) clients.get(0).counter.getAsync().join().longValue());
  }

  @Test
  void aComparisonThatFailsEndsSoonToo() {
    List<Restless> clients = connect(4);
    DistributedCounter asking = world.connect("e").counter(PATH);
    clients.forEach(Restless::count);
    for (int i = 0; i < 20; i++) {
      double cost = world.zooKeeper.roundTrips(() -> comparing(asking));
      assertThat(cost).isLessThanOrEqualTo(3);
      world.zooKeeper.advance(ROUND_TRIP.multipliedBy(5));
    }
  }

  /** One comparison that fails, as the blocking call makes it. */
  private static CompletableFuture<Boolean> comparing(DistributedCounter counter) {
    return ((EngineCounter) counter).compareAndSetAsync(-1, 0);
  }

  @Test
  void nobodyWaitsForOneThatDiesInLine() {
    Duration killing = Duration.ofMillis(300);
    for (int i = 0; i < 24; i++) {
      EngineWorld another = new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
      List<Restless> clients = connect(another, 4);
      clients.forEach(Restless::count);
      another.zooKeeper.advance(killing.plus(ROUND_TRIP.multipliedBy(i).dividedBy(2)));
      another.of(clients.get(i % 4).client).kill();
      clients.remove(i % 4);
      another.zooKeeper.advance(Duration.ofSeconds(30));
      for (Restless client : clients) {
        assertThat(client.failure).as(client.name).isNull();
        assertThat(client.longest()).as(client.name).isLessThan(Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void afterwardsAnIncrementCostsOneRoundTripAgain() {
    List<Restless> clients = connect(2);
    clients.forEach(Restless::count);
    world.zooKeeper.advance(Duration.ofSeconds(2));
    clients.forEach(client -> client.enough = true);
    world.zooKeeper.advance(ROUND_TRIP.multipliedBy(10));
    DistributedCounter counter = clients.get(0).counter;
    world.zooKeeper.roundTrips(counter::incrementAsync);
    assertThat(world.zooKeeper.roundTrips(counter::incrementAsync)).isEqualTo(1);
    assertThat(world.zooKeeper.children(Layout.marks(PATH))).hasSize(2); // marks, and nobody waits
  }

  private List<Restless> connect(int count) {
    return connect(world, count);
  }

  private static List<Restless> connect(EngineWorld world, int count) {
    List<Restless> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = String.valueOf((char) ('a' + i));
      clients.add(new Restless(name, world, world.connect(name)));
    }
    world.zooKeeper.delay(ROUND_TRIP.dividedBy(2));
    return clients;
  }

  private void run(List<Restless> clients, Duration duration) {
    clients.forEach(Restless::count);
    world.zooKeeper.advance(duration);
    clients.forEach(client -> client.enough = true);
    world.zooKeeper.advance(Duration.ofSeconds(10));
    world.zooKeeper.delay(Duration.ZERO);
    world.zooKeeper.advance(ROUND_TRIP); // what is still on its way, a heartbeat, arrives
  }

  /** Increments again as soon as it has an answer. */
  private static final class Restless {
    final String name;
    final EngineWorld world;
    final ScopedClient client;
    final DistributedCounter counter;
    final List<Long> results = new ArrayList<>();
    final List<Long> nanos = new ArrayList<>();
    @Nullable Throwable failure;
    volatile boolean enough;

    Restless(String name, EngineWorld world, ScopedClient client) {
      this.name = name;
      this.world = world;
      this.client = client;
      this.counter = client.counter(PATH);
    }

    void count() {
      long begin = world.zooKeeper.nanoTime();
      var unused =
          counter
              .incrementAsync()
              .whenComplete(
                  (result, thrown) -> {
                    nanos.add(world.zooKeeper.nanoTime() - begin);
                    if (thrown != null) {
                      failure = thrown;
                    } else {
                      results.add(result);
                    }
                    if (!enough) {
                      count();
                    }
                  });
    }

    Duration longest() {
      return Duration.ofNanos(nanos.stream().mapToLong(Long::longValue).max().orElseThrow());
    }
  }
}
