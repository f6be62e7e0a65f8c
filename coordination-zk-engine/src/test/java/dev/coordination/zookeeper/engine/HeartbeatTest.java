package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.RequestKind;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What keeps many holds alive. */
final class HeartbeatTest {

  private static final int HOLDS = 500;

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient client = world.connect("a");

  /** As many holds as promised, on paths so long that their checks do not fit into one request. */
  @Test
  void checksThatDoNotFitIntoOneRequestGoInSeveral() {
    String parent = "/" + "\u4e16".repeat(1_000);
    world.of(client).refuseLargerThan(1 << 20);
    List<Hold> holds =
        IntStream.range(0, HOLDS)
            .mapToObj(i -> client.lock(parent + "/" + i).acquireAsync().join())
            .toList();
    world.zooKeeper.advance(Duration.ofMinutes(2));
    assertThat(holds).allMatch(hold -> hold.state() == HoldState.HELD);
  }

  @Test
  void aNodeDeletedByHandIsFoundAmongChecksThatWereSplit() {
    world.of(client).refuseLargerThan(200);
    List<Hold> holds =
        IntStream.range(0, 8).mapToObj(i -> client.lock("/" + i).acquireAsync().join()).toList();
    world.zooKeeper.delete("/5/" + world.zooKeeper.children("/5").get(0));
    world.zooKeeper.advance(Duration.ofSeconds(10));
    assertThat(holds.stream().filter(hold -> hold.state() == HoldState.LOST).map(Hold::path))
        .containsExactly("/5");
  }

  @Test
  void checksThatFitGoInOneRequest() {
    for (int i = 0; i < HOLDS; i++) {
      var unused = client.lock("/" + i).acquireAsync().join();
    }
    world.of(client).resetCounts();
    world.zooKeeper.advance(Duration.ofSeconds(6)); // three sixths of a timeout, and some more
    assertThat(world.of(client).counts().get(RequestKind.MULTI)).isEqualTo(3);
  }
}
