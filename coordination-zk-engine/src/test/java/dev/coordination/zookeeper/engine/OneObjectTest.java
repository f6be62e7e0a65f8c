package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What those who wait through one object cost each other: no more than if each had its own. In
 * kazoo they poll until the object is free again; in Curator each event wakes all of them, and the
 * release of one takes the watches of the others away.
 */
final class OneObjectTest {

  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));

  @Test
  void handOversTakeOneRoundTripAndAreNobodyElsesBusiness() {
    ScopedClient client = world.connect("a");
    DistributedLock lock = client.lock("/line");
    lock.acquireAsync().join().release();
    world.zooKeeper.delay(ONE_WAY);
    List<CompletableFuture<Hold>> holds =
        Stream.generate(lock::acquireAsync).limit(4).toList(); // the first holds, three wait
    world.zooKeeper.advance(ONE_WAY.multipliedBy(8));
    world.of(client).resetCounts();
    for (int i = 0; i < 3; i++) {
      Hold hold = holds.get(i).join();
      CompletableFuture<Hold> next = holds.get(i + 1);
      double cost =
          world.zooKeeper.roundTrips(
              () -> {
                var unused = hold.releaseAsync();
                return next;
              });
      assertThat(cost).isEqualTo(1);
      world.zooKeeper.advance(ONE_WAY.multipliedBy(4));
    }
    // Three removals; and the last in line, which had three ahead, lists them once more.
    assertThat(world.of(client).requests()).isEqualTo(4);
  }
}
