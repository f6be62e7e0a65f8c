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

  /** Among the instants is that when the next session has looked, and its client not come anew. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoseSessionEndsPassesWheneverTheBarrierOpens(boolean putUpAgain) {
    for (int millis = 0; millis < 200; millis++) {
      EngineWorld other = new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
      ScopedClient waiter = other.connect("waiter");
      BarrierWait wait = new BarrierWait();
      ((EngineBarrier) waiter.barrier(PATH, 2)).visit(wait).begin();
      other.zooKeeper.delay(Duration.ofMillis(10));
      other.of(waiter).expireNow();
      other.zooKeeper.advance(Duration.ofMillis(millis));
      other.zooKeeper.delete(PATH);
      if (putUpAgain) {
        other.zooKeeper.create(PATH, new byte[0]);
      }
      other.zooKeeper.advance(Duration.ofSeconds(1));
      assertThat(wait.hasPassed()).as("after %s ms", millis).isTrue();
    }
  }

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
