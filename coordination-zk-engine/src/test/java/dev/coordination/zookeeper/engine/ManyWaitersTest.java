package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Many who wait in one client: what getting in line costs, and that all of them get their turn. */
class ManyWaitersTest {

  private static final int WAITERS = 200;
  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient client = world.connect("a");
  private final DistributedLock lock = client.lock("/line");
  private final List<CompletableFuture<Hold>> waits = new ArrayList<>();

  private void getInLine() {
    world.zooKeeper.delay(ONE_WAY);
    for (int i = 0; i < WAITERS; i++) {
      waits.add(lock.acquireAsync());
    }
  }

  private void assertThatEachGetsItsTurn() {
    List<Long> tokens = new ArrayList<>();
    while (!waits.isEmpty()) {
      world.zooKeeper.advance(ONE_WAY.multipliedBy(8));
      List<CompletableFuture<Hold>> granted =
          waits.stream().filter(CompletableFuture::isDone).toList();
      assertThat(granted).as("granted at a time, with %d waiting", waits.size()).hasSize(1);
      Hold hold = granted.get(0).join();
      assertThat(hold.isHeld()).isTrue();
      tokens.add(hold.fencingToken());
      var unused = hold.releaseAsync();
      waits.removeIf(CompletableFuture::isDone);
    }
    assertThat(tokens).isSorted().doesNotHaveDuplicates().hasSize(WAITERS);
  }

  @Test
  void thoseWhoGetInLineAtOnceShareTheirLists() {
    var unused = lock.tryAcquire(); // the path is there
    world.of(client).resetCounts();
    getInLine();
    world.zooKeeper.advance(ONE_WAY.multipliedBy(6));
    int createsAndWatches = 4 * WAITERS; // each watches itself and two others
    assertThat(world.of(client).requests()).isLessThan(createsAndWatches + 20);
  }

  @Test
  void allOfThemGetTheirTurnInOrder() {
    getInLine();
    assertThatEachGetsItsTurn();
  }

  @Test
  void aLinkThatBreaksWhileTheyGetInLineCostsNobodyItsTurn() {
    for (int millis = 1; millis < 70; millis += 7) {
      getInLine();
      world.zooKeeper.advance(Duration.ofMillis(millis));
      world.of(client).cutLink();
      world.zooKeeper.advance(ONE_WAY);
      world.of(client).restoreLink();
      assertThatEachGetsItsTurn();
    }
  }
}
