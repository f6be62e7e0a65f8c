package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.support.BarrierWait;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits at barriers, where the store answers slowly or not at all. */
final class BarrierTest {

  private static final String PATH = "/barrier";

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final SimulatedZooKeeper store = world.zooKeeper;
  private final ScopedClient a = world.connect("a");

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void whoseTimeIsOverIsNotKeptByAnAnswerThatWentWithTheSession(int parties) {
    store.create(PATH, new byte[0]);
    store.create(Layout.waiters(PATH), new byte[0]);
    store.delay(Duration.ofMillis(100));
    BarrierWait wait = new BarrierWait();
    BarrierWait.Visit visit =
        ((EngineBarrier) (parties == 0 ? a.barrier(PATH) : a.barrier(PATH, parties))).visit(wait);
    visit.begin();
    visit.giveUp();
    store.advance(Duration.ofMillis(50));
    assertThat(wait.isSettled()).as("settled while the answer is out").isFalse();
    world.of(a).expireNow();
    store.advance(Duration.ofMillis(110)); // told of the end, and not yet in the next session
    assertThat(wait.isSettled()).isTrue();
    assertThat(wait.hasPassed()).isFalse();
  }
}
